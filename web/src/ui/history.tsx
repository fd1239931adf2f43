// Earlier conversations, to read on in one of them.

import { useEffect, useRef, useState } from "react";
import { sayMoment } from "../i18n";
import { told } from "../i18n/problems";
import { Problem } from "../state/api";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";

interface Entry {
  id: string;
  title: string;
  created_at: string;
}

interface Page {
  items: Entry[];
  next_cursor: string | null;
}

export default function History({ close }: { close: () => void }) {
  const { api, conversation, language } = useParts();
  const words = useWords();
  const [entries, setEntries] = useState<Entry[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLButtonElement>(null);

  const load = async (after: string | null) => {
    try {
      const query = after ? `&cursor=${encodeURIComponent(after)}` : "";
      const { body } = await api.call<Page>("GET", `/api/conversations?limit=30${query}`);
      setEntries((earlier) => [...(after ? (earlier ?? []) : []), ...body.items]);
      setCursor(body.next_cursor);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(told(words, error));
    }
  };
  useEffect(() => {
    first.current?.focus();
    void load(null);
  }, []);

  const open = (id: string) => {
    void conversation.open(id);
    close();
  };
  return (
    <div className="sheet" role="dialog" aria-modal="true" aria-label={words.history} onKeyDown={(event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    }}>
      <header>
        <h2>{words.history}</h2>
        <button type="button" className="sign" aria-label={words.close} ref={first} onClick={close}>
          <Icon sign="close" />
        </button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label={words.history}>
        {problem && <p className="nothing">{problem}</p>}
        {!problem && entries === null && <p className="nothing">{words.loading}</p>}
        {entries?.length === 0 && <p className="nothing">{words.noConversations}</p>}
        <ul className="past">
          {entries?.map((entry) => (
            <li key={entry.id}>
              <button type="button" aria-current={entry.id === conversation.thread} onClick={() => open(entry.id)}>
                <span dir="auto">{entry.title}</span>
                <small>{sayMoment(language, entry.created_at)}</small>
              </button>
            </li>
          ))}
        </ul>
        {cursor && (
          <button type="button" className="quiet more" onClick={() => load(cursor)}>
            {words.showMore}
          </button>
        )}
      </div>
    </div>
  );
}
