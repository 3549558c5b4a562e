// Opens route files and saves them by Kaoto's own code.
//
//   node save.mjs FILE...            names the files that come back different; fails if there are any
//   node save.mjs --write FILE...    writes them as Kaoto does

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

// Kaoto's package is made for a bundler and a browser. Of the text editor that it brings along nothing is needed.
const noTextEditor = {
  name: 'no-text-editor',
  setup(bundler) {
    bundler.onResolve({ filter: /^(react-)?monaco/ }, () => ({ path: 'none', namespace: 'none' }));
    bundler.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {};' }));
  },
};

async function kaoto() {
  const bundle = await build({
    stdin: {
      contents: "export { CamelRouteResource } from '@kaoto/kaoto/testing';",
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    define: { NODE_ENV: '"production"', 'process.env.NODE_ENV': '"production"' },
    loader: { '.css': 'empty', '.scss': 'empty', '.svg': 'empty', '.png': 'empty' },
    plugins: [noTextEditor],
  });
  const { window } = new JSDOM('', { url: 'http://localhost' });
  Object.assign(globalThis, { window, document: window.document, DOMParser: window.DOMParser });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', bundle.outputFiles[0].text);
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

const { CamelRouteResource } = await kaoto();

function saved(text) {
  const { serializer } = new CamelRouteResource();
  return new CamelRouteResource(serializer.parse(text), serializer).toString();
}

const write = process.argv[2] === '--write';
for (const file of process.argv.slice(write ? 3 : 2)) {
  const text = readFileSync(file, 'utf8');
  const result = saved(text);
  if (result !== text && write) {
    writeFileSync(file, result);
  } else if (result !== text) {
    const [before, after] = [text.split('\n'), result.split('\n')];
    const line = after.findIndex((words, i) => words !== before[i]);
    console.log(`${file}:${line + 1}: is "${before[line]}", and Kaoto saves "${after[line]}"`);
    process.exitCode = 1;
  }
}
