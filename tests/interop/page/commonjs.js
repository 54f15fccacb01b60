// Loads packages that are written for Node.js (CommonJS) into a page
//
// SPDX-FileCopyrightText: 2026 The sipua authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Synchronously, as require() is; a bundler would be one more thing to pin.

const ROOT = "/packages";
const modules = new Map();

function read(path) {
  const request = new XMLHttpRequest();
  request.open("GET", path, false);
  request.send();
  return request.status === 200 ? request.responseText : null;
}

function packageEntry(folder) {
  const { main = "index.js", browser } = JSON.parse(
    read(`${folder}/package.json`));
  return `${folder}/${typeof browser === "string" ? browser : main}`;
}

function candidates(path) {
  return /\.js(on)?$/.test(path) ? [path] : [`${path}.js`, `${path}/index.js`];
}

export function requireFrom(folder) {
  return (name) => {
    const path = name.startsWith(".")
      ? `${folder}/${name}` : packageEntry(`${ROOT}/${name}`);
    for (const each of candidates(path)) {
      const found = load(new URL(each, location.href).pathname);
      if (found) {
        return found.exports;
      }
    }
    throw new Error(`${folder} needs ${name}, which is not there`);
  };
}

function load(path) {
  if (modules.has(path)) {
    return modules.get(path);
  }
  const text = read(path);
  if (text === null) {
    return null;
  }
  const module = { exports: {} };
  modules.set(path, module);
  if (path.endsWith(".json")) {
    module.exports = JSON.parse(text);
    return module;
  }
  const folder = path.slice(0, path.lastIndexOf("/"));
  const run = new Function("require", "module", "exports", "process", "global",
    `${text}\n//# sourceURL=${path}`);
  run(requireFrom(folder), module, module.exports, { env: {} }, window);
  return module;
}
