// Hocuspocus with its extensions for Redis and SQLite, as its documentation sets up several servers: `node
// hocuspocus-redis.mjs PORT FOLDER`, with REDIS_PORT in the environment. All else is its default (hocuspocus.mjs).
import { Redis } from '@hocuspocus/extension-redis'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'
import { join } from 'node:path'

const [port, folder] = process.argv.slice(2)
const server = new Server({
  address: '127.0.0.1',
  port: Number(port),
  quiet: true,
  extensions: [
    new Redis({ host: '127.0.0.1', port: Number(process.env.REDIS_PORT), identifier: `server-${process.pid}` }),
    new SQLite({ database: join(folder, 'hocuspocus.sqlite') }),
  ],
})
await server.listen()
console.log(`listening on http://127.0.0.1:${server.address.port}`)
