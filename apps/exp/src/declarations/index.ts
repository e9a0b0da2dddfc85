import type { Declare } from "./declare.js";
import { declareBench } from "./bench.js";
import { declareCalibrate } from "./calibrate.js";
import { declareCompare } from "./compare.js";
import { declareDashboards } from "./dashboards.js";
import { declareDown } from "./down.js";
import { declareDoctor } from "./doctor.js";
import { declareList } from "./list.js";
import { declareMachine } from "./machine.js";
import { declareNew } from "./new.js";
import { declareReport } from "./report.js";
import { declareRun } from "./run.js";
import { declareUp } from "./up.js";
import { declareValidate } from "./validate.js";

/** Every command, in the order of the help. */
export const declarations: readonly Declare[] = [
  declareList,
  declareRun,
  declareValidate,
  declareCalibrate,
  declareMachine,
  declareCompare,
  declareReport,
  declareBench,
  declareNew,
  declareUp,
  declareDown,
  declareDashboards,
  declareDoctor,
];
