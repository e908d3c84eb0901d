// Tries the written schemas with a real YAML language server, over stdio as an editor does.
//
//   npm install --prefix SOMEWHERE yaml-language-server
//   node scripts/try_language_server.mjs SOMEWHERE/node_modules/yaml-language-server/bin/yaml-language-server
//
// Needs presetsync on the PATH, or its path in PRESETSYNC. Exits with 1 where the server does not
// complete, explain and check a preset file as docs/guides/editors.md says.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PRESET = `skin: chat/completions
body:
  model: openai/gpt-5.4
  temprature: 0.7
  top_p: 0.9
  reasoning:
    effort: none
  provider:
    only:
      - azure
      - goo
  models:
    - openai/gpt
  messages:
    - role: system
      content: !file prompts/a.md
`;

// Of a model lock that `models update` writes, what the schemas are made of.
const MODELS = ["openai/gpt-5.4", "openai/gpt-5.4-mini", "x-ai/grok-4", "~openai/gpt-latest"];
const PROVIDERS = { azure: "Azure", "google-vertex": "Google", openai: "OpenAI" };
const LOCK = { models_version: 1, ids: MODELS, canonical: {}, providers: PROVIDERS, models: {} };

const [server] = process.argv.slice(2);
if (!server) {
  console.error("usage: node scripts/try_language_server.mjs SERVER");
  process.exit(64);
}

const root = mkdtempSync(join(tmpdir(), "presetsync-editor-"));
mkdirSync(join(root, "presets", "team"), { recursive: true });
const file = join(root, "presets", "team", "a.yaml");
writeFileSync(file, PRESET);
writeFileSync(join(root, "models.lock.json"), JSON.stringify(LOCK));
execFileSync(process.env.PRESETSYNC ?? "presetsync", ["-C", root, "schema", "--modelines"]);
const text = readFileSync(file, "utf8");

// The protocol: a header with the length, then JSON.
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const replies = new Map();
const published = [];
let buffer = Buffer.alloc(0);
let last = 0;

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function ask(method, params) {
  const id = ++last;
  send({ id, method, params });
  return new Promise((resolve) => replies.set(id, resolve));
}

function take(message) {
  if (message.method === "workspace/configuration") {
    // What docs/guides/editors.md has people write into their editor's settings.
    const yaml = { customTags: ["!file scalar"], validate: true, hover: true, completion: true };
    const result = message.params.items.map(({ section }) => (section === "yaml" ? yaml : {}));
    send({ id: message.id, result });
  } else if (message.method === "textDocument/publishDiagnostics") {
    published.push(message.params);
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.id !== undefined) {
    replies.get(message.id)?.(message.result);
  }
}

child.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    const length = /Content-Length: (\d+)/.exec(buffer.subarray(0, Math.max(end, 0)).toString());
    if (!length || buffer.length < end + 4 + Number(length[1])) return;
    const body = buffer.subarray(end + 4, end + 4 + Number(length[1]));
    buffer = buffer.subarray(end + 4 + Number(length[1]));
    take(JSON.parse(body.toString()));
  }
});

function position(needle) {
  const before = text.slice(0, text.indexOf(needle)).split("\n");
  return { line: before.length - 1, character: before.at(-1).length };
}

function check(what, passed, seen) {
  console.log(`${passed ? "ok" : "NOT OK"}: ${what}`);
  if (!passed) {
    console.log(JSON.stringify(seen, null, 1)?.slice(0, 2000));
    process.exitCode = 1;
  }
}

try {
  const rootUri = pathToFileURL(root).href;
  await ask("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "presets" }],
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { hover: { contentFormat: ["markdown"] }, publishDiagnostics: {} },
    },
  });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings: {} } });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const uri = pathToFileURL(file).href;
  const textDocument = { uri, languageId: "yaml", version: 1, text };
  send({ method: "textDocument/didOpen", params: { textDocument } });
  await new Promise((resolve) => setTimeout(resolve, 3000));

  const diagnostics = published.filter((each) => each.uri === uri).at(-1)?.diagnostics ?? [];
  const misspelt = position("temprature");
  check(
    "one error, for the misspelt field, at its place (none for !file and for new names)",
    diagnostics.length === 1 &&
      diagnostics[0].message.includes("temprature") &&
      diagnostics[0].range.start.line === misspelt.line,
    diagnostics,
  );

  const hover = await ask("textDocument/hover", {
    textDocument: { uri },
    position: position("top_p"),
  });
  check("a field is explained", JSON.stringify(hover).includes("reach this probability"), hover);

  const fields = await ask("textDocument/completion", {
    textDocument: { uri },
    position: position("top_p"),
  });
  const labels = (fields?.items ?? fields ?? []).map((item) => item.label);
  const offered = ["temperature", "plugins", "max_completion_tokens"];
  check("fields are completed", offered.every((each) => labels.includes(each)), labels);
  check("only this skin's", !labels.includes("instructions"), labels);

  async function completed(needle, offset) {
    const { line, character } = position(needle);
    const found = await ask("textDocument/completion", {
      textDocument: { uri },
      position: { line, character: character + offset },
    });
    return (found?.items ?? found ?? []).map((item) => item.label);
  }

  const efforts = await completed("none", 0);
  check("words are completed", ["low", "medium", "high"].every((e) => efforts.includes(e)), efforts);

  const models = await completed("openai/gpt-5.4", 8);
  check("a model is completed", MODELS.every((each) => models.includes(each)), models);
  const fallbacks = await completed("openai/gpt\n", 10);
  check("so is one of a list", fallbacks.includes("openai/gpt-5.4-mini"), fallbacks);
  const providers = await completed("goo", 3);
  check("so is a provider", providers.includes("google-vertex"), providers);

  const model = await ask("textDocument/hover", {
    textDocument: { uri },
    position: position("openai/gpt-5.4"),
  });
  const shown = JSON.stringify(model);
  const isShort = shown.includes("author/name") && !shown.includes("grok");
  check("a model is explained, without a list of all", isShort, model);
} finally {
  child.kill();
  rmSync(root, { recursive: true });
}
