// The live list: by day, searched and filtered, worked by keys alone where one likes.

import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { daysAway, dueDay, isOverdue, sayDay } from "../i18n";
import { useStore } from "../state/store";
import type { Filters, Priority, Task } from "../state/tasks";
import { useParts, useWords } from "./context";
import { Icon } from "./icons";
import { TaskRow } from "./task";

const SEARCH_MS = 200;
const PRIORITIES: Priority[] = ["critical", "high", "medium", "low"];

/** `foot` is what stands below it. */
export default function List({ foot }: { foot?: ReactNode }) {
  const { api, tasks } = useParts();
  const words = useWords();
  const isRefused = useStore(api.access, (state) => state.refusal !== null);
  const { list, byId, hasMore, isStale, filters } = useStore(tasks, (state) => state);
  useEffect(() => tasks.open(), [tasks]);
  const shown = list?.map((id) => byId[id]).filter((task) => task !== undefined);
  const listed = shown?.filter((task) => task.completed === (filters.which === "done"));
  return (
    <section className="list" aria-label={words.tasks}>
      <h2 className="unseen">{words.tasks}</h2>
      <Tools />
      {isStale && !isRefused && <p className="strip warning" role="status">{words.cannotLoad}</p>}
      <div className="scroll" onKeyDown={walk}>
        {listed === undefined && !isStale && <p className="nothing">{words.loading}</p>}
        {listed?.length === 0 && <Nothing filters={filters} />}
        {listed && <Groups tasks={listed} which={filters.which} />}
        {hasMore && (
          <button type="button" className="quiet more" onClick={() => tasks.more()}>
            {words.showMore}
          </button>
        )}
      </div>
      {foot}
    </section>
  );
}

/** Arrows go from one task to the next, Home and End to the first and the last. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const ticks = [...event.currentTarget.querySelectorAll<HTMLElement>(".tick")];
  const at = ticks.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ticks.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  ticks[to]?.focus();
}

function Tools() {
  const { tasks } = useParts();
  const words = useWords();
  const filters = useStore(tasks, (state) => state.filters);
  const tags = useStore(tasks, (state) => state.tags);
  const [search, setSearch] = useState(filters.search);
  useEffect(() => {
    if (search === filters.search) return;
    const wait = setTimeout(() => tasks.filter({ search }), SEARCH_MS);
    return () => clearTimeout(wait);
  }, [search, filters.search, tasks]);
  useEffect(() => setSearch(filters.search), [filters.search]);
  return (
    <div className="tools-bar">
      <label className="searching">
        <Icon sign="search" />
        <span className="unseen">{words.search}</span>
        <input type="search" value={search} placeholder={words.search} onChange={(event) => setSearch(event.target.value)} />
      </label>
      <div className="switch" role="group" aria-label={words.filter}>
        {(["open", "done"] as const).map((which) => (
          <button key={which} type="button" aria-pressed={filters.which === which} onClick={() => tasks.filter({ which })}>
            {words[which]}
          </button>
        ))}
      </div>
      <select aria-label={words.priority} value={filters.priority} onChange={(event) => tasks.filter({ priority: event.target.value as Priority | "" })}>
        <option value="">{words.allPriorities}</option>
        {PRIORITIES.map((each) => (
          <option key={each} value={each}>{words.priorities[each]}</option>
        ))}
      </select>
      {tags.length > 0 && (
        <select aria-label={words.tag} value={filters.tag} onChange={(event) => tasks.filter({ tag: event.target.value })}>
          <option value="">{words.allTags}</option>
          {tags.map((tag) => (
            <option key={tag} value={tag}>#{tag}</option>
          ))}
        </select>
      )}
    </div>
  );
}

function Nothing({ filters }: { filters: Filters }) {
  const { tasks } = useParts();
  const words = useWords();
  const isFiltered = filters.search || filters.tag || filters.priority;
  const clear = () => tasks.filter({ search: "", tag: "", priority: "" });
  if (!isFiltered) return <p className="nothing">{filters.which === "open" ? words.nothingOpen : words.nothingDone}</p>;
  return (
    <div className="nothing">
      <p>{words.nothingFound}</p>
      <button type="button" className="chip" onClick={clear}>{words.clearFilters}</button>
    </div>
  );
}

function Groups({ tasks, which }: { tasks: Task[]; which: Filters["which"] }) {
  const { language } = useParts();
  if (which === "done") {
    return <ul className="rows">{tasks.map((task) => <TaskRow key={task.id} task={task} />)}</ul>;
  }
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const name = groupOf(task);
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }

  function groupOf(task: Task): string {
    if (!task.due_date) return language.words.noDate;
    const day = dueDay(task);
    return isOverdue(task) && daysAway(day) !== 0 ? language.words.overdue : sayDay(language, day);
  }

  return [...groups].map(([name, group]) => (
    <section key={name} aria-label={name}>
      <h3 className={name === language.words.overdue ? "day late" : "day"}>{name}</h3>
      <ul className="rows">
        {group.map((task) => (
          <TaskRow key={task.id} task={task} under={name} />
        ))}
      </ul>
    </section>
  ));
}
