// Improves the curators' workspace, every screen of which is complete without it. Each part has a file beside this one.
import "./workspace/original.js";
import "./workspace/wording.js";
import { prepareReading } from "./workspace/reading.js";

prepareReading();
import "./workspace/names.js";
