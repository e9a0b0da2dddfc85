export { tablesOfCells } from "./cells.js";
export type { ReportCell } from "./cells.js";
export { renderClaims } from "./claims.js";
export type { ReportClaim } from "./claims.js";
export { renderMarkdown } from "./markdown.js";
export { reportMarkdown } from "./report-markdown.js";
export { formatNumber } from "./numbers.js";
export { SERIES_MAX } from "./plot.js";
export type { Axis, Plot, Point, Series } from "./plot.js";
export type {
  BrokenDownCell,
  OurValue,
  PublishedRow,
  PublishedSummary,
  PublishedTable,
  Report,
  ReportConstant,
  ReportedClaim,
  ReportExperiment,
  ReportManifest,
  ReportPublished,
} from "./report.js";
export { reportPage } from "./page/page.js";
export { renderPlot } from "./svg.js";
export { plain } from "./table.js";
export type { Row, Table, Value } from "./table.js";
export { renderText } from "./text.js";
export type { TextOptions } from "./text.js";
export { useColour, wrap } from "./terminal.js";
