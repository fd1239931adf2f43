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

// Names, tags and numbers keep to themselves, whatever is written to the right or left of them.
const APART = /((?<=“)[^”]+(?=”)|\(#\d+\)|#[\p{L}\p{N}][\p{L}\p{N}_-]*)/u;

interface Node {
  type: string;
  value?: string;
  tagName?: string;
  properties?: object;
  children?: Node[];
}

function isolating() {
  return (tree: Node) => isolate(tree);
}

function isolate(node: Node): void {
  if (!node.children) return;
  node.children = node.children.flatMap((child) => (child.type === "text" ? apart(child.value!) : [child]));
  for (const child of node.children) if (child.tagName !== "bdi") isolate(child);
}

// Split by a group, every other piece is what the group has found.
function apart(text: string): Node[] {
  const pieces = text.split(APART).map((value, at): Node => {
    const node = { type: "text", value };
    return at % 2 ? { type: "element", tagName: "bdi", properties: {}, children: [node] } : node;
  });
  return pieces.filter((piece) => piece.value !== "");
}

const PLUGINS = [isolating];

export function Said({ text }: { text: string }) {
  return <div className="said" dir="auto"><Markdown components={components} rehypePlugins={PLUGINS}>{text}</Markdown></div>;
}
