/** Results as text of at most 120 columns, and as the tables of the README. */

const nameWidth = 36;
const timeWidth = 11;
const columnWidth = 18;

const significant = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const interval = ([low, high]) => `[${significant(low)}, ${significant(high)}]`;

function duration(nanoseconds) {
  if (nanoseconds === undefined) return "";
  return nanoseconds >= 1e4 ? `${significant(nanoseconds / 1000)} µs` : `${significant(nanoseconds)} ns`;
}

function worstText({ limit, reached, rows, missed, worst }) {
  const count = reached || rows === 1 ? "" : `${missed.length} of ${rows} rows are above; `;
  return `${count}worst is ${significant(worst.ratio)} ${interval(worst.interval)} of at most ${significant(limit)}: ${worst.name}`;
}

/** What was reached, and what was not, of all cases. */
export function barsAsText(cases) {
  const lines = cases.flatMap(({ bars, failures }) => [
    ...bars.flatMap((bar) => [
      `${bar.reached ? "reached      " : "not reached  "}${bar.text}`,
      `             ${worstText(bar)}`,
    ]),
    ...failures.map((failure) => `allocates    ${failure}`),
  ]);
  return lines.join("\n");
}

/** One case as text. */
export function asText({ name, measures, columns, rows, notes }) {
  // Titles that are wider than their column stand on two lines.
  const titles = columns.map(twoLines);
  const line = (of) =>
    " ".repeat(nameWidth + timeWidth) + titles.map((title) => title[of].padStart(columnWidth)).join("");
  const lines = [`${name}: ${measures}`];
  if (columns.length > 0) lines.push(...[0, 1].filter((of) => titles.some((title) => title[of] !== "")).map(line));
  for (const row of rows) {
    if (row.bytesPerRaise !== undefined) {
      lines.push(`${row.name.padEnd(nameWidth + 14)}${row.bytesPerRaise.toFixed(2).padStart(8)} bytes a raise`);
    } else if (row.nanoseconds !== undefined) {
      const cells = columns.map((column) => {
        const estimate = row.ratios[column];
        return (estimate === undefined ? "" : `${significant(estimate.ratio)} ${interval(estimate.interval)}`).padStart(
          columnWidth,
        );
      });
      lines.push(`${row.name.padEnd(nameWidth)}${duration(row.nanoseconds).padStart(timeWidth)}${cells.join("")}`);
    }
  }
  lines.push(...notes);
  return `${lines.join("\n")}\n`;
}

function twoLines(title) {
  if (title.length < columnWidth) return ["", title];
  const at = title.lastIndexOf(" ", columnWidth - 1);
  return at < 0 ? ["", title] : [title.slice(0, at), title.slice(at + 1)];
}

/** All cases as tables of the README. */
export function asMarkdown({ node, processor, cases }) {
  const parts = [`Node ${node}, ${processor}. Below 1 the dispatcher is faster; in brackets, the 95 % interval.`];
  for (const { name, measures, columns, rows, bars, notes, failures } of cases) {
    parts.push(`### ${name}\n\n${measures[0].toUpperCase()}${measures.slice(1)}.`);
    const timed = rows.filter(({ nanoseconds }) => nanoseconds !== undefined);
    if (timed.length > 0) parts.push(table(columns, timed));
    const weighed = rows.filter(({ bytesPerRaise }) => bytesPerRaise !== undefined);
    if (weighed.length > 0) {
      const most = Math.max(...weighed.map(({ bytesPerRaise }) => bytesPerRaise));
      parts.push(`At most ${most.toFixed(2)} bytes a raise in ${weighed.length} kinds of raises.`);
    }
    const list = [
      ...notes,
      ...bars.map((bar) => `${bar.reached ? "reached" : "**not reached**"}: ${bar.text}; ${worstText(bar)}`),
      ...failures.map((failure) => `**allocates**: ${failure}`),
    ];
    if (list.length > 0) parts.push(list.map((each) => `- ${each}`).join("\n"));
  }
  return parts.join("\n\n");
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["", "time", ...columns]),
    line(["---", "---:", ...columns.map(() => "---:")]),
    ...rows.map((row) =>
      line([
        row.name,
        duration(row.nanoseconds),
        ...columns.map((column) => {
          const estimate = row.ratios[column];
          return estimate === undefined ? "" : `${significant(estimate.ratio)} ${interval(estimate.interval)}`;
        }),
      ]),
    ),
  ].join("\n");
}
