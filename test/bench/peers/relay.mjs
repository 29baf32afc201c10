// The least a server can do: passes every frame on to the others of its room, knows no Yjs, stores nothing:
// `node relay.mjs PORT`. The frames of one turn are framed once and leave in one write per reader.
import { createServer } from 'node:http'
import { Sender, WebSocketServer } from 'ws'

/** Path -> { sockets, frames of this turn, who sent them (null: several) }. */
const rooms = new Map()
const server = createServer((_request, response) => response.end('okay'))

new WebSocketServer({ server }).on('connection', (client, request) => {
  const room = rooms.get(request.url) ?? { clients: new Set(), frames: [], sender: null }
  rooms.set(request.url, room)
  room.clients.add(client)
  client.on('close', () => {
    room.clients.delete(client)
    if (room.clients.size === 0) rooms.delete(request.url)
  })
  client.on('message', (data) => {
    if (room.frames.length === 0) {
      room.sender = client
      setImmediate(flush, room)
    } else if (room.sender !== client) room.sender = null
    room.frames.push(...Sender.frame(data, { fin: true, opcode: 2, mask: false, readOnly: true, rsv1: false }))
  })
})

function flush(room) {
  const joined = Buffer.concat(room.frames)
  room.frames = []
  // A client that sent all of them need not get them. A client that sent some gets its own back, as from a
  // y-websocket server.
  for (const client of room.clients) if (client !== room.sender) client._socket.write(joined)
}

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
