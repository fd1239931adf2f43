// The few signs there are, drawn with one line; always beside words or a label.

const PATHS = {
  check: "m5.5 12.5 4.2 4.2 8.8-9.4",
  close: "m6.5 6.5 11 11m0-11-11 11",
  send: "M12 19V5.5m-6 6 6-6 6 6",
  stop: "M8 8h8v8H8z",
  history: "M4.5 12a7.5 7.5 0 1 1 2.2 5.3M4.5 12H7M4.5 12V9M12 8v4.4l2.8 1.7",
  plus: "M12 5.5v13M5.5 12h13",
  bell: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4",
  repeat: "M5 11V9.5a2.5 2.5 0 0 1 2.5-2.5H18m0 0-2.5-2.5M18 7l-2.5 2.5M19 13v1.5a2.5 2.5 0 0 1-2.5 2.5H6m0 0 2.5 2.5M6 17l2.5-2.5",
  flag: "M6.5 20.5V4.5h10l-2 3.5 2 3.5h-10",
  edit: "m5 19 1-4L15.5 5.5l3 3L9 18z",
  trash: "M5.5 7h13M9.5 7V4.5h5V7m2.5 0-.7 12.5H7.7L7 7",
  clock: "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15m0 3.5v4.3l2.7 1.6",
  search: "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12m4.5 10.5 4.5 4.5",
  ask: "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M9.8 10a2.2 2.2 0 1 1 3.3 1.9c-.7.4-1.1.8-1.1 1.6m0 2.4v.1",
} as const;

export type Sign = keyof typeof PATHS;

export function Icon({ sign }: { sign: Sign }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[sign]} />
    </svg>
  );
}
