// Empties the thread that programs run in: everything that leads from it to the machine, the network or the
// page is taken away before the first one runs. Should a program ever get out of its engine, it finds nothing
// there.

/** Globals of Node and of browsers that neither programs nor their host need. */
const LEADS_OUT = [
  'process',
  'global',
  'require',
  'module',
  'Buffer',
  'fetch',
  'Request',
  'Response',
  'FormData',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'importScripts',
  'navigator',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'crypto',
  'Crypto',
  'CryptoKey',
  'SubtleCrypto',
  'FileReader',
  'FileReaderSync',
  'Function',
  'eval',
] as const

/**
 * Takes away everything that leads out of this thread, for good. Code that needs some of it must have taken
 * it before.
 */
export function removeGlobals(): void {
  for (const name of LEADS_OUT) {
    // Deleted first: some are loaded when they are touched. Some are inherited, so that is not enough.
    Reflect.deleteProperty(globalThis, name)
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false })
  }
  // Code made of text here would be code of this side.
  for (const made of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Reflect.deleteProperty(Object.getPrototypeOf(made) as object, 'constructor')
  }
}
