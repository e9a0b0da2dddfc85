#!/usr/bin/env node
import { main } from "./command/command.js";

process.exitCode = await main(process.argv.slice(2));
