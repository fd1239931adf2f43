// What went wrong, in the person's words where we have them and else in the server's.

import type { Problem } from "../state/api";
import type { Words } from "./en";

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Say what is wrong, and what to do now. */
export function told({ refused, unreachable }: Words, problem: Problem): string {
  if (problem.status === 401) return refused.expired.text;
  if (problem.code === "foreign_origin") return refused.site.text;
  if (!problem.isExplained) return unreachable;
  return `${sentence(problem.message)} ${problem.nextStep}`.trim();
}
