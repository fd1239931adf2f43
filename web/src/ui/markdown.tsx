// What the assistant says, as text with a little form: no markup of its own, no image, no script.

import Markdown, { type Components } from "react-markdown";
import { useWords } from "./context";

const SAFE = /^(https?:|mailto:)/i;

function Link({ href, children }: { href?: string | undefined; children?: React.ReactNode }) {
  if (!SAFE.test(href ?? "")) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

// An image would be fetched from wherever a text says, and tell them that it was read.
function Image({ alt }: { alt?: string | undefined }) {
  return <span>{useWords().image(alt ?? "")}</span>;
}

const components: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ alt }) => <Image alt={alt} />,
  h1: ({ children }) => <p><strong>{children}</strong></p>,
  h2: ({ children }) => <p><strong>{children}</strong></p>,
  h3: ({ children }) => <p><strong>{children}</strong></p>,
};

export function Said({ text }: { text: string }) {
  return <div className="said" dir="auto"><Markdown components={components}>{text}</Markdown></div>;
}
