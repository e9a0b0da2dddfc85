export type { Axis, Plot, Point, Row, Series, Table } from "@respin/report";
export { claim, defineExperiment, isExperiment, MACHINES, SAMPLES_MAX, SYSTEMS } from "./experiment.js";
export type {
  Cell,
  Claim,
  Clock,
  Context,
  Depth,
  Experiment,
  ExperimentDefinition,
  Origin,
  Step,
  SystemName,
} from "./experiment.js";
export { judgeClaims } from "./claims.js";
export type { ClaimAnswer, InapplicableClaim, JudgedClaim, Match, Query } from "./claims.js";
export { bootstrapRatio } from "./bootstrap.js";
export { compareDocuments, HOST_BAND } from "./compare.js";
export type { CellDifference, ClaimDifference, CompareOptions, Comparison, HostComparison } from "./compare.js";
export { contextFor } from "./context.js";
export type { Request } from "./context.js";
export { parseResult, readResult, readResults } from "./documents.js";
export type { ReadDocument } from "./documents.js";
export type { HostRatio } from "./host-ratio.js";
export { isRspError, reasonOf, RespinError } from "./errors.js";
export { bringMachineFile, isMachineFile } from "./machine-file.js";
export { calibratedFile, machineNamed } from "@respin/systems";
export { assertionsOn, hashOf } from "./manifest.js";
export { modelledCell } from "./modelled.js";
export type { Modelled } from "./modelled.js";
export { nearest, suggestion } from "./nearest.js";
export { choice, choices, file, flagOf, integer, parseParameters, text } from "./parameters.js";
export type { Parameter, Parameters, ParameterValue, ParameterValues } from "./parameters.js";
export {
  isPublishedCellId,
  paperSources,
  paperSystems,
  published,
  publishedCell,
  publishedCells,
} from "./paper/published.js";
export type { PublishedCell, PublishedCellId } from "./paper/published.js";
export { sizesTable1, sizesTable1Total, sizesTable7, typicalImports } from "./paper/sizes.js";
export type { SizesComponent } from "./paper/sizes.js";
export { profilesOf, stepsOf } from "./parts.js";
export type { Part } from "./parts.js";
export { plotsOf, seriesOf } from "./plots.js";
export { randomFrom } from "./random.js";
export type { Random } from "./random.js";
export { cellKey, cellName, compactText, RESULT_SCHEMA, resultText } from "./result.js";
export type { Manifest, ResultDocument } from "./result.js";
export { runExperiment } from "./run.js";
export type { RunOptions } from "./run.js";
export { geometricMean, median, quantile, ratioOfMedians } from "./statistics.js";
export type { RatioEstimate } from "./statistics.js";
export { Constants } from "./validation/constants.js";
export type { Constant, CostOrigin } from "./validation/constants.js";
export { validationDocument } from "./validation/document.js";
export { checkPublished, coveredCell, explain } from "./validation/explain.js";
export type { Explanation, Term } from "./validation/explain.js";
export { calibratedTextOf, fitConstants } from "./validation/fit.js";
export type { Fit } from "./validation/fit.js";
export { measuredCells } from "./validation/measured.js";
export type { Measured } from "./validation/measured.js";
export type { Order } from "./validation/orders.js";
export { errorOf, roleOf, summarize } from "./validation/roles.js";
export type { ErrorSummary, Role } from "./validation/roles.js";
export { explanationTables, sensitivityTables, validationTables } from "./validation/tables.js";
export { rescaled, sensitivityOf } from "./validation/sensitivity.js";
export type { CellMoves, ClaimMoves, Move, Run, Sensitivity } from "./validation/sensitivity.js";
export { validate } from "./validation/validation.js";
export type { ValidatedCell, Validation, ValidationSummary } from "./validation/validation.js";
export { checkWritable, plotFile, resultFile, writePlots, writeResult, writeText, writeTogether } from "./write.js";
export type { DrawnPlot } from "./write.js";
