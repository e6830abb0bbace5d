// Improves the curators' workspace, every screen of which is complete without it. Each part has a file beside this one.
import "./workspace/keys.js";
import "./workspace/names.js";
import "./workspace/original.js";
import "./workspace/quoting.js";
import "./workspace/reading.js";
import "./workspace/standing.js";
import "./workspace/unsaved.js";
import "./workspace/wording.js";
