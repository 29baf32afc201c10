// Hocuspocus on Bun, with Bun's sockets and its SQLite: `bun hocuspocus-bun.mjs PORT FOLDER`. It stores whole
// documents, as Hocuspocus' own SQLite extension does; the package of that one does not run on Bun.
import { Database as Extension } from '@hocuspocus/extension-database'
import { Hocuspocus } from '@hocuspocus/server'
import { Database } from 'bun:sqlite'
import { join } from 'node:path'

const [port, folder] = process.argv.slice(2)
const database = new Database(join(folder, 'hocuspocus.sqlite'))
database.run('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL)')
const read = database.query('SELECT data FROM documents WHERE name = $name')
const write = database.query('INSERT OR REPLACE INTO documents (name, data) VALUES ($name, $data)')

const hocuspocus = new Hocuspocus({
  quiet: true,
  extensions: [
    new Extension({
      fetch: ({ documentName }) => read.get({ $name: documentName })?.data ?? null,
      store: ({ documentName, state }) => void write.run({ $name: documentName, $data: state }),
    }),
  ],
})

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(port),
  fetch: (request, served) => void served.upgrade(request, { data: { request } }),
  websocket: {
    open: (socket) => (socket.data.client = hocuspocus.handleConnection(socket, socket.data.request)),
    message: (socket, message) => socket.data.client.handleMessage(new Uint8Array(message)),
    close: (socket, code, reason) => socket.data.client.handleClose({ code, reason }),
  },
})
console.log(`listening on http://127.0.0.1:${server.port}`)
