// The y-websocket server, with the package's own connection handler: `node y-websocket.mjs PORT`.
// Persistence is off, as it is by default: it keeps documents in memory and stores nothing.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { setupWSConnection } from 'y-websocket/bin/utils'

const server = createServer((_request, response) => response.end('okay'))
new WebSocketServer({ server }).on('connection', setupWSConnection)
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
