// Hocuspocus with its SQLite extension, as its documentation sets it up: `node hocuspocus.mjs PORT FOLDER
// [FLUSH_DELAY]`. Every other setting is its default: updates of one turn are merged and sent on once
// (flushDelay 0), a document is stored 2 s after its last change and 10 s after its first at the latest
// (debounce, maxDebounce), no compression.
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'
import { join } from 'node:path'

const [port, folder, flushDelay = '0'] = process.argv.slice(2)
const server = new Server({
  address: '127.0.0.1',
  port: Number(port),
  quiet: true,
  flushDelay: Number(flushDelay),
  extensions: [new SQLite({ database: join(folder, 'hocuspocus.sqlite') })],
})
await server.listen()
console.log(`listening on http://127.0.0.1:${server.address.port}`)
