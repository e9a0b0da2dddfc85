/** The chart library, as the service serves it beside the scripts: its own types, under the name that the browser asks for. */
import uPlot from "uplot";
export default uPlot;
