// Programs that somebody might write on a page to get out of it. Each is a program; `tell` sends home what it
// got. The first line of an attempt says what it tries.

export interface Attempt {
  readonly what: string
  readonly code: string
}

/** Names that lead out of other sandboxes. */
const NAMES = [
  'process',
  'require',
  'module',
  'exports',
  'global',
  'window',
  'document',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Worker',
  'SharedWorker',
  'importScripts',
  'postMessage',
  'Deno',
  'Bun',
  'Buffer',
  '__dirname',
  '__filename',
  'WebAssembly',
  'Atomics',
  'navigator',
  'crypto',
  'localStorage',
  'indexedDB',
  'caches',
  'BroadcastChannel',
  'MessageChannel',
  'std',
  'os',
  'bjson',
  'scriptArgs',
  'print',
  'loadScript',
  'gc',
  'setTimeout',
  'setImmediate',
  'structuredClone',
  'performance',
  '__host',
  '__guest',
  '__guards',
  'host_call',
  'workerData',
  'parentPort',
]

/** Every way to ask for a name; none may give it. */
const byName = (name: string): Attempt => ({
  what: `the name ${name}`,
  code: `
    const ways = [
      () => globalThis['${name}'],
      () => (0, eval)('typeof ${name} === "undefined" ? undefined : ${name}'),
      () => Function('return typeof ${name} === "undefined" ? undefined : ${name}')(),
      () => (function () { return this })()['${name}'],
      () => Reflect.get(globalThis, '${name}'),
      () => Object.getOwnPropertyDescriptor(globalThis, '${name}')?.value,
      () => new (class extends Function {})('return this["${name}"]').call(undefined),
      () => Object.getPrototypeOf(function* () {}).constructor('return this["${name}"]').call(undefined).next().value,
      () => find.constructor('return this["${name}"]')(),
      () => log.constructor.constructor('return this["${name}"]')(),
    ]
    for (const way of ways) { let got; try { got = way() } catch {} if (got !== undefined) reached('${name}') }
    Object.getPrototypeOf(async () => {}).constructor('return this["${name}"]').call(undefined)
      .then((got) => got !== undefined && reached('${name}'), () => {})`,
})

const AFTER_OTHERS = [
  'neighbour',
  'secret-thing',
  'vault',
  'root2',
  '../eve/vault',
  'eve/vault',
  'eve/vault\\nvault',
]

/** Reading what is not of this world, by every read and every id. */
const reads: Attempt[] = AFTER_OTHERS.flatMap((id) => [
  { what: `another world's thing by id ${id}`, code: `tell(find({ id: '${id}' }))` },
  {
    what: `another world's thing by name ${id}`,
    code: `tell(find({ name: '${id}' }), closest({ name: '${id}' }))`,
  },
])

const forgedThings = [
  `{ id: 'vault' }`,
  `Object.create(self, { id: { value: 'vault' } })`,
  `new Proxy(self, { get: (t, k) => k === 'id' ? 'vault' : t[k] })`,
  `new Proxy({}, { get: () => 'vault' })`,
  `Object.setPrototypeOf({ id: 'vault' }, self)`,
  `{ __proto__: self, id: 'vault' }`,
  `['vault']`,
  `'vault'`,
  `{ id: 'vault', toString: () => 'vault', [Symbol.toPrimitive]: () => 'vault' }`,
  `(() => { let n = 0; return { get id() { return n++ ? 'vault' : 'lamp' } } })()`,
]

/** Forged things, given to functions that take a thing. */
const forgeries: Attempt[] = forgedThings.flatMap((thing) => [
  { what: `the page of ${thing}`, code: `tell(text(${thing}).whole)` },
  { what: `the inside of ${thing}`, code: `tell(inside(${thing}))` },
  { what: `a change of ${thing}`, code: `set(${thing}, { name: 'mine' }); teleport(${thing}, 0, 0, self)` },
])

const HANDMADE: Attempt[] = [
  ['a module by import', `import('node:fs').then(reached, () => {}); import('fs').then(reached, () => {})`],
  ['a module by a static import', `import fs from 'fs'; reached('fs')`],
  ['a module by import.meta', `tell(import.meta.url)`],
  ['a file by import', `import(file).then((m) => reached('file'), () => {})`],
  ['a module by data address', `import('data:text/javascript,export default 1').then(reached, () => {})`],
  ['an import inside eval', `(0, eval)("import('fs')").then(reached, () => {})`],
  ['an import inside Function', `Function("return import('os')")().then(reached, () => {})`],
  ['an import attribute', `import(file, { with: { type: 'json' } }).then(reached, () => {})`],
  [
    'frames of a stack',
    `Error.prepareStackTrace = (e, s) => s; try { find({ no: 1 }) } catch (e) { if (typeof e.stack !== 'string') reached('frames') }`,
  ],
  [
    'functions of frames',
    `Object.defineProperty(Error, 'prepareStackTrace', { value: (e, s) => s.map((f) => f.getFunction()) }); try { set(1) } catch (e) { if (Array.isArray(e.stack)) reached('functions') }`,
  ],
  [
    'captured frames',
    `const o = {}; Error.prepareStackTrace = (e, s) => s; Error.captureStackTrace(o); if (typeof o.stack === 'object') reached('frames')`,
  ],
  [
    'frames of the guest in an event',
    `on('use', () => { Error.prepareStackTrace = (e, s) => reached('frames'); new Error().stack })`,
  ],
  [
    'callers',
    `function f() { return f.caller } on('use', () => { if (typeof f() === 'function') reached('caller') })`,
  ],
  [
    'arguments of callers',
    `on('use', function () { const c = arguments.callee?.caller; if (typeof c === 'function') reached('caller') })`,
  ],
  [
    'paths of the host in stacks',
    `try { null.x } catch (e) { tell(e.stack) } try { find({ no: 1 }) } catch (e) { tell(e.stack) }`,
  ],
  [
    'paths of the host in errors of reads',
    `try { text('x') } catch (e) { tell(e.stack, e.cause, Object.getOwnPropertyNames(e)) }`,
  ],
  ['the source of the guest', `for (const f of [find, on, log, set, text]) tell(f.toString(), f.name)`],
  [
    'the host function by patching Map',
    `const g = Map.prototype.get; Map.prototype.get = function (k) { tell(k, this); return g.call(this, k) }; say('x')`,
  ],
  [
    'the host function by patching JSON',
    `JSON.parse = (t) => { tell('parse', t); return {} }; JSON.stringify = (v) => { tell('stringify', v); return '{}' }; find(); on('use', () => find())`,
  ],
  [
    'the host function by patching Function.prototype',
    `Function.prototype.call = function (...a) { reached('call') }; Function.prototype.apply = function () { reached('apply') }; Function.prototype.bind = () => reached('bind'); find(); text(self).whole; say('x')`,
  ],
  [
    'the host function by patching Reflect',
    `Reflect.apply = () => reached('apply'); Reflect.get = () => reached('get'); find(); say('x')`,
  ],
  [
    'the host function by patching Array.prototype',
    `for (const k of Object.getOwnPropertyNames(Array.prototype)) { try { Array.prototype[k] = function () { tell(k, this) } } catch {} } find(); on('use', () => {}); say('x')`,
  ],
  [
    'the host function by patching Promise',
    `Promise.prototype.then = function (...a) { tell('then', a) }; globalThis.Promise = class { constructor(f) { tell(f) } }; say('x')`,
  ],
  [
    'what the guest keeps by setters on Object.prototype',
    `for (const k of ['delivery', 'now', 'self', 'host', 'effects', 'type', 'start', 'memory', 'resolve', 'value', 'get', 'set']) Object.defineProperty(Object.prototype, k, { set(v) { tell(k, v) }, get() { return undefined }, configurable: true }); on('use', () => {}); say('x')`,
  ],
  [
    'what the guest keeps by setters on Array.prototype',
    `for (let i = 0; i < 5; i++) Object.defineProperty(Array.prototype, i, { set(v) { tell(i, v) }, configurable: true }); say('x'); find()`,
  ],
  [
    'the global object frozen away',
    `Object.freeze(globalThis); Object.setPrototypeOf(globalThis, null); on('use', () => say('x'))`,
  ],
  [
    'names of the API replaced',
    `globalThis.self = { id: 'vault' }; try { self = { id: 'vault' } } catch {} say('x'); halt()`,
  ],
  [
    'self by its getter',
    `const d = Object.getOwnPropertyDescriptor(globalThis, 'self'); tell(d.get.call({ id: 'vault' })?.name)`,
  ],
  ['a prototype of things', `const p = Object.getPrototypeOf(self); if (p) p.name = 'x'; tell(p)`],
  [
    'a thing changed',
    `for (const k of Reflect.ownKeys(self)) { try { self[k] = 'vault' } catch {} } tell(self.id); halt(self)`,
  ],
  [
    'a thing redefined',
    `try { Object.defineProperty(self, 'id', { value: 'vault' }) } catch {} tell(self.id); destroy(self)`,
  ],
  [
    'a thing given another prototype',
    `try { Object.setPrototypeOf(self, { id: 'vault' }) } catch {} tell(self.id)`,
  ],
  ['a thing by JSON', `tell(JSON.stringify(self), JSON.stringify(host), { ...self })`],
  [
    'all that can be walked to',
    `
    const seen = new Set()
    const walk = (value, depth) => {
      if (depth > 8 || (typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || seen.size > 4000) return
      seen.add(value)
      let keys = []
      try { keys = Reflect.ownKeys(value) } catch {}
      for (const key of keys) {
        let d
        try { d = Reflect.getOwnPropertyDescriptor(value, key) } catch {}
        if (!d) continue
        if (typeof d.value === 'string' && /canary|secret/.test(d.value) && d.value.length > 12) reached(d.value)
        walk(d.value, depth + 1); walk(d.get, depth + 1); walk(d.set, depth + 1)
      }
      try { walk(Object.getPrototypeOf(value), depth + 1) } catch {}
    }
    walk(globalThis, 0)`,
  ],
  [
    'memory of another artifact',
    `for (const k of ['vault', 'neighbour', 'secret', '__proto__', 'constructor', '../neighbour']) tell(memory[k])`,
  ],
  ['memory by its prototype', `tell(memory.__proto__, memory.constructor, Object.getPrototypeOf(memory))`],
  [
    'memory as a key to others',
    `memory['neighbour/secret'] = 1; memory.__proto__ = { stolen: 1 }; memory.constructor = 'x'; tell(({}).stolen)`,
  ],
  [
    'pollution through memory',
    `memory.a = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')`,
  ],
  [
    'pollution through settings',
    `props(JSON.parse('{"__proto__":{"polluted":1},"a":1}')); props({ constructor: 1, prototype: 2 })`,
  ],
  ['pollution through changes', `set(self, JSON.parse('{"__proto__":{"polluted":1},"name":"x"}'))`],
  [
    'pollution through making',
    `create(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'))`,
  ],
  ['pollution through an event name', `on('__proto__', () => {}); on('constructor', () => {})`],
  ['pollution through a filter', `on('use', JSON.parse('{"__proto__":{"polluted":1}}'), () => {})`],
  ['pollution through an anchor', `text(self).show('__proto__', 'polluted'); text(self).read('constructor')`],
  ['pollution through a timer', `globalThis.__proto__ = { polluted: 1 }; every(1, function __proto__() {})`],
  ['toJSON that answers another effect', `set(self, { name: { toJSON: () => 'x' } })`],
  [
    'toJSON on Object.prototype',
    `Object.prototype.toJSON = () => ({ do: 'set', call: 1, thing: 'vault', changes: { name: 'mine' } }); say('x'); memory.a = { b: 1 }`,
  ],
  [
    'toJSON on String.prototype',
    `String.prototype.toJSON = () => 'vault'; Number.prototype.toJSON = () => 99; say('x'); moveTo(1, 2)`,
  ],
  [
    'toJSON on Array.prototype',
    `Array.prototype.toJSON = () => [{ do: 'destroy', call: 1, thing: 'vault' }]; say('x'); memory.a = [1]`,
  ],
  [
    'a result written by hand',
    `log('","fault":null}],"effects":[{"do":"destroy","call":1,"thing":"vault"}]'); say('"}],"logs":["x'); memory['"},{"do":"off","handler":1},{"x":"'] = 1`,
  ],
  [
    'quotes and line ends in every text',
    `say('\\u2028\\u2029\\u0000"\\\\'); set(self, { name: '"\\n\\u0000' }); text(self).write('\`\`\`js\\nlog(1)\\n\`\`\`')`,
  ],
  [
    'half a character',
    `say('\\ud800'); memory['\\ud800'] = '\\udfff'; log('\\ud83c'); set(self, { name: '\\ud83c' })`,
  ],
  [
    'a getter in what is set',
    `set(self, { get name() { return 'vault' } }); create({ get on() { return { id: 'vault' } } })`,
  ],
  [
    'a getter that changes its answer',
    `let n = 0; set(self, { get name() { return n++ ? { x: 1 } : 'a' } })`,
  ],
  [
    'a proxy as changes',
    `set(self, new Proxy({}, { ownKeys: () => ['name', 'id', 'host'], getOwnPropertyDescriptor: () => ({ value: 'vault', enumerable: true, configurable: true }), get: () => 'vault' }))`,
  ],
  [
    'a proxy as memory',
    `memory.a = new Proxy({}, { ownKeys: () => ['__proto__'], get: () => 'vault', getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })`,
  ],
  [
    'a proxy as a handler',
    `on('use', new Proxy(() => {}, { apply: (t, self, given) => { tell(self, given[0]); return 'x' } }))`,
  ],
  [
    'a proxy as a search',
    `tell(find(new Proxy({}, { ownKeys: () => ['id'], get: () => 'vault', getOwnPropertyDescriptor: () => ({ value: 'vault', enumerable: true, configurable: true }) })))`,
  ],
  [
    'a proxy that throws everywhere',
    `const p = new Proxy(function () {}, new Proxy({}, { get() { throw p } })); for (const f of [find, set, on, say, log, create]) { try { f(p, p, p) } catch {} }`,
  ],
  [
    'a revoked proxy',
    `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); for (const f of [find, set, on, say, log, create, props]) { try { f(proxy, proxy) } catch {} } throw proxy`,
  ],
  [
    'a name of a function as a program',
    `const f = { ['a; reached("name")']() {} }['a; reached("name")']; on('use', () => every(1, f))`,
  ],
  [
    'a name of a function with code in it',
    `const f = () => {}; Object.defineProperty(f, 'name', { value: 'x === 1 || reached("name")' }); on('use', () => every(1, f))`,
  ],
  [
    'a name of a function that is asked twice',
    `let n = 0; const f = () => {}; Object.defineProperty(f, 'name', { get: () => n++ ? 'reached("x")' : 'f' }); on('use', () => every(1, f))`,
  ],
  [
    'a text that is no text',
    `say({ toString: () => 'vault' }); say(new String('x')); log({ toString() { reached('log') } })`,
  ],
  ['numbers that are none', `moveTo(NaN, Infinity)`],
  ['numbers out of the world', `moveTo(1e308, -1e308)`],
  ['numbers that are objects', `moveTo({ valueOf: () => 1 }, [2])`],
  ['a BigInt in JSON', `memory.a = 1n; log(2n)`],
  ['a circle in JSON', `const a = {}; a.a = a; log(a); memory.a = a`],
  ['effects without end of their list', `for (let i = 0; i < 600; i++) say('x')`],
  [
    'what is thrown by a getter of an error',
    `throw Object.create(Error.prototype, { message: { get() { return self.id + find().length } }, stack: { get() { return 'page.js:99999999999999999999' } } })`,
  ],
  [
    'an error with a line of somebody else',
    `const e = new Error('x'); e.stack = 'at x (page.js:-1)'; throw e`,
  ],
  ['an error that is a thing', `throw self`],
  ['an error that is a symbol', `throw Symbol('x')`],
  [
    'a fault of a kind that only the host tells',
    `throw Object.assign(new Error('x'), { kind: 'hung', name: 'hung' })`,
  ],
  ['a rejection with a thenable', `Promise.reject({ then(f) { f(reached) } })`],
  ['a thenable as an answer', `on('use', () => ({ then(f) { tell(f); f(1) } }))`],
  [
    'a promise that is two',
    `const p = say('x'); p.then = (f) => f({ ok: true }); p.constructor = { [Symbol.species]: function (f) { tell(f); f(() => {}, () => {}) } }; p.then((o) => tell(o))`,
  ],
  [
    'species of promises',
    `Object.defineProperty(Promise, Symbol.species, { value: function (f) { tell(f); f(() => {}, () => {}) } }); on('use', async () => { await say('x') })`,
  ],
  ['an answer that nobody asked for', `say('x').then((o) => { o.ok = 'mine'; tell(o) })`],
  [
    'a microtask that outlives its delivery',
    `queueMicrotask(() => tell('late')); on('use', () => { queueMicrotask(() => say('later')) })`,
  ],
  [
    'a generator that is never ended',
    `const g = (function* () { try { yield 1 } finally { reached } })(); g.next(); globalThis.g = g`,
  ],
  [
    'an async generator left open',
    `const g = (async function* () { for (;;) { await null; yield 1 } })(); g.next(); g.return()`,
  ],
  [
    'a finalizer',
    `typeof FinalizationRegistry === 'undefined' || reached('registry'); typeof WeakRef === 'undefined' || reached('weakref')`,
  ],
  ['a disposable', `{ using x = { [Symbol.dispose]() { tell('gone') } } }`],
  [
    'memory that is shared',
    `const b = new SharedArrayBuffer(16); memory.a = 1; new Int32Array(b)[0] = 7; tell(new Int32Array(b)[0])`,
  ],
  [
    'memory out of bounds',
    `const a = new Uint8Array(8); a[1e9] = 1; tell(a[-1], a[1e9], new DataView(a.buffer).byteLength); new DataView(a.buffer).setUint8(8, 1)`,
  ],
  [
    'memory that was moved',
    `const a = new ArrayBuffer(64, { maxByteLength: 1024 }); const v = new Uint8Array(a); a.resize(1024); a.resize(0); tell(v[0], v.length)`,
  ],
  [
    'memory that was given away',
    `const a = new ArrayBuffer(64); const v = new Uint8Array(a); const b = a.transfer(); v[0] = 1; tell(v[0], v.length, b.byteLength)`,
  ],
  [
    'memory shrunk while it is sorted',
    `const a = new ArrayBuffer(64, { maxByteLength: 64 }); const v = new Uint8Array(a); v.sort(() => { a.resize(8); return 1 }); v.fill({ valueOf() { a.resize(0); return 1 } })`,
  ],
  [
    'a list shrunk while it is sorted',
    `const a = [3, 2, 1, 4]; a.sort(() => { a.length = 0; return 1 }); tell(a)`,
  ],
  [
    'a list shrunk while it is joined',
    `const a = [1, { toString() { a.length = 0; return 'x' } }, 3]; tell(a.join())`,
  ],
  [
    'a list shrunk while it is spliced',
    `const a = Array.from({ length: 1000 }, (_, i) => i); a.splice(0, { valueOf() { a.length = 1; return 999 } }); tell(a.length)`,
  ],
  [
    'a map changed while it is walked',
    `const m = new Map([[1, 1], [2, 2]]); m.forEach((v, k) => { m.clear(); m.set(k + 1, 1); if (k > 50) m.clear() })`,
  ],
  [
    'a regular expression that recompiles itself',
    `const r = /a/g; r[Symbol.replace]('aaa', () => { r.compile('(b)', 'y'); return 'x' })`,
  ],
  [
    'a regular expression with a last index that lies',
    `const r = /a/y; r.lastIndex = { valueOf() { r.compile('b'); return 1e9 } }; tell(r.exec('aaa'))`,
  ],
  [
    'a date that is far',
    `tell(new Date(8.64e15).toISOString(), new Date(8.64e15 + 1).getTime(), new Date(1e300).toLocaleString())`,
  ],
  ['the time zone of the machine', `const z = new Date().getTimezoneOffset(); if (z !== 0) reached('zone')`],
  [
    'a fine clock',
    `const all = new Set(); for (let i = 0; i < 1000; i++) all.add(Date.now() % 1); if (all.size > 1 || Date.now() % 1 !== 0) reached('clock')`,
  ],
  ['the chance of others', `Math.random = () => 4; tell(Math.random())`],
  ['the locale of the machine', `typeof Intl === 'undefined' || reached('Intl')`],
  ['a very long read', `find({ name: 'x'.repeat(500) }); text(self).read('y'.repeat(1000))`],
  ['an anchor that is a path', `text(self).show('../../etc/passwd', 'x')`],
  ['a portal that is a script', `set(self, { portal: 'javascript:alert(1)' })`],
  ['a sprite that is a script', `set(self, { sprite: '"><script>' })`],
  ['a colour that is a style', `set(self, { paper: 'red;background:url(//x)' })`],
  ['whispers to another world', `whisper({ id: 'vault' }, 'hello')`],
  ['a page of another world', `text({ id: 'vault' }).write('mine')`],
  [
    'things put onto another world',
    `create({ name: 'x', on: { id: 'vault' } }); teleport(self, 0, 0, { id: 'vault' })`,
  ],
  ['the memory of somebody of another world', `memoryOf({ id: 'vault' }).secret; memoryOf('vault').secret`],
  [
    'the prototype of what is kept of a person',
    `const m = memoryOf(closest()); m.__proto__ = { polluted: 1 }; m.constructor.constructor('return this')().process && reached('process')`,
  ],
  [
    'keys of memory that are of people',
    `memory['person:../vault'] = 1; memory['person:vault'] = { secret: 1 }; tell(remembered(), memoryOf('vault').secret); on('use', () => tell(memoryOf('vault').uses))`,
  ],
  [
    'a question to another world',
    `ask({ id: 'vault' }, 'who?'); setFor({ id: 'vault' }, { id: 'vault' }, { name: 'x' })`,
  ],
  ['a message to another world', `send({ id: 'vault' }, { hello: 1 })`],
  [
    'a message with code in it',
    `on('message', ({ data }) => { const F = data.constructor?.constructor; if (F && F !== Function) reached('realm') }); send(self, { a: [1], toJSON: 3 })`,
  ],
  [
    'the shape of a question forged',
    `ask(closest(), 'x', { ['__proto__']: 1, a: { toJSON() { return 'y' } } }); ask(closest(), 'x', new Proxy(['a'], { get: (t, k) => (k === 'length' ? 1e9 : t[k]) }))`,
  ],
  [
    'a value for one person on a page of another world',
    `text({ id: 'vault' }).showTo({ id: 'vault' }, 'a', 'x')`,
  ],
  [
    'a table of another world',
    `tell(text({ id: 'vault' }).rows()); text({ id: 'vault' }).setRows([{ a: 1 }])`,
  ],
  [
    'the prototype of a row',
    `text().setRows([JSON.parse('{"__proto__":"x","constructor":"y"}')]).then(() => {}); const [row] = text().rows(); row?.constructor?.constructor('return this')()?.process && reached('process'); tell({}.x)`,
  ],
  [
    'rows that are no list',
    `text().setRows(new Proxy([{ a: 1 }], { get: (t, k) => (k === 'length' ? 1e9 : k === 'map' ? () => reached('map') : t[k]) }))`,
  ],
  [
    'code in a row',
    `text().setRows([{ a: '|\n\n\`\`\`js\nmemory.reached = 1\n\`\`\`' }], '# x'); text().setRows([{ a: { toString: () => reached('text') } }])`,
  ],
  [
    'a touch of another world',
    `on('touch', { of: { id: 'vault' } }, tell); before('touch', () => reached('before'))`,
  ],
  [
    'a sound that is a script',
    `sound('bell"><script>'); sound('__proto__'); sound('constructor'); sound('toString')`,
  ],
  ['code of another world', `from('vault'); from('../eve/vault'); from('eve/vault')`],
  [
    'code of another world by a name that leads there',
    `for (const name of ['__proto__', 'constructor', 'toString', 'vault', { toString: () => 'vault' }]) { try { tell(from(name)) } catch {} }`,
  ],
  ['a sound to another world', `soundFor({ id: 'vault' }, 'bell')`],
  [
    'the shape of a sound forged',
    `sound([{ valueOf: () => reached('tone') }]); sound(['C4'], { beat: { valueOf: () => 0 } }); sound(new Proxy([1e9], { get: (t, k) => (k === 'length' ? 1 : 1e9) }))`,
  ],
  [
    'the machine’s own fetch',
    `fetch('http://127.0.0.1/'); fetch('file:///etc/passwd'); globalThis.fetch.call(null, 'https://api.example/'); new fetch('https://api.example/'); tell(fetch.constructor('return typeof process')())`,
  ],
  [
    'an address that is an object',
    `fetch({ toString: () => { reached('address'); return 'https://api.example/' } }); fetch(new URL('https://api.example/'))`,
  ],
  [
    'headers that are forged',
    `for (const headers of [{ cookie: 'a' }, { 'accept\\r\\ncookie': 'a' }, { accept: { toString: () => 'a\\r\\nb' } }, JSON.parse('{"__proto__":{"cookie":"a"}}'), new Proxy({}, { get: () => 'x\\r\\ny', ownKeys: () => ['accept'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) })]) { try { fetch('https://api.example/', { headers }) } catch {} }`,
  ],
  [
    'what the host answers of outside',
    `for (const op of ['fetched', 'text', 'thing']) { try { tell(typeof __host, globalThis.__host?.(op, '')) } catch {} }`,
  ],
  ['a thing fitted onto another world', `create({ x: 1, y: 1, fit: true, on: { id: 'vault' } })`],
  [
    'a tint that is a style',
    `set(self, { tint: '#ffffff;background:url(//x)' }); set(self, { tint: 'url(//x)' })`,
  ],
  [
    'an angle that is an object',
    `set(self, { angle: { valueOf: () => 'x' } }); set(self, { scale: '1; background: red' }); set(self, { opacity: NaN, angle: Infinity })`,
  ],
  ['a view led to another world', `pointOut({ id: 'vault' }, { id: 'vault' }, 'x')`],
  ['the prelude again', `(0, eval)('(' + find.toString() + ')'); new Function(on.toString())()`],
  ['a script that ends its own', `(0, eval)('}); reached("end"); (() => {')`],
  ['a comment like HTML', `<!-- reached('comment')\nlog(1)\n--> reached('comment')`],
  ['a hashbang', `#!/usr/bin/env node\nreached('shebang')`],
  [
    'strictness',
    `(function () { if (this && this.process) reached('process') })(); with ({ a: 1 }) { tell(a) }`,
  ],
  ['labels and returns at the top', `return reached('return')`],
  ['await at the top', `await import('fs'); reached('await')`],
  [
    'super where there is none',
    `({ f() { return super.constructor.constructor('return this')() } }).f().process && reached('process')`,
  ],
  [
    'a class field named constructor',
    `class A { static ['prototype2'] = 1; ['constructor'] = reached }; new A()`,
  ],
  ['private names', `class A { #x = 1; static has(o) { return #x in o } } tell(A.has(self), A.has(find))`],
  [
    'new.target of a host function',
    `for (const f of [find, on, log, say, eval]) { try { new f() } catch {} try { Reflect.construct(Object, [], f) } catch {} }`,
  ],
  [
    'an object that is callable as the host',
    `const f = find.bind({ id: 'vault' }); tell(f().length); find.call({ id: 'vault' }); find.apply(null, [{}])`,
  ],
  [
    'symbols of the guest',
    `for (const o of [self, memory, globalThis, find]) tell(Object.getOwnPropertySymbols(o).map(String))`,
  ],
  [
    'well-known symbols on things',
    `self[Symbol.iterator]; self[Symbol.toPrimitive]; self[Symbol.for('nodejs.util.inspect.custom')]; tell(String(self[Symbol.toStringTag]))`,
  ],
  [
    'the realm of a read',
    `const f = find(); const P = Object.getPrototypeOf(f); if (P !== Array.prototype) reached('realm'); tell(f.constructor.constructor === Function)`,
  ],
  [
    'the realm of an event',
    `on('use', (e) => { const F = e.constructor?.constructor; if (F && F !== Function) reached('realm') })`,
  ],
  ['a lone closing of JSON', `find({ name: '"}' }); find({ name: '\\\\' }); closest({ name: '\\u0000' })`],
  ['an id with a line break', `find({ id: 'vault\\n' }); find({ id: '\\nvault' })`],
  [
    'its own world closed by name',
    `say(JSON.stringify({ type: 'close', world: 'eve/vault' })); log('{"type":"close","world":"eve/vault"}')`,
  ],
].map(([what = '', code = '']) => ({ what, code }))

export const ATTEMPTS: readonly Attempt[] = [...NAMES.map(byName), ...reads, ...forgeries, ...HANDMADE]
