// A list of tasks in an answer, where the same tasks stand below it as cards.

const ITEM = /^\s*(?:\d+[.)]|[-*•])\s/;
const NUMBER = /#(\d+)\b/g;

/** Leave out the lines of a list that only name tasks of these numbers, and one that is still being told. */
export function besideCards(text: string, numbers: ReadonlySet<number>, isTold: boolean): string {
  if (!numbers.size) return text;
  const lines = text.split("\n");
  return lines.filter((line, at) => !isOfCard(line) && (isTold || at < lines.length - 1 || !ITEM.test(line))).join("\n");

  function isOfCard(line: string): boolean {
    const named = [...line.matchAll(NUMBER)].map(([, digits]) => Number(digits));
    return ITEM.test(line) && named.length === 1 && numbers.has(named[0]!);
  }
}
