// A Colyseus room as its documentation sets one up: `node colyseus.mjs PORT`. Every setting is its default: the state is
// sent to all clients every 50 ms where it has changed; nothing is stored.
import { Room, Server } from '@colyseus/core'
import { schema, t } from '@colyseus/schema'
import { WebSocketTransport } from '@colyseus/ws-transport'

const Thing = schema({ uses: t.uint32() }, 'Thing')
const World = schema({ things: t.map(Thing) }, 'World')

class WorldRoom extends Room {
  onCreate({ things }) {
    this.state = new World()
    for (let i = 0; i < things; i++) this.state.things.set(`thing-${i}`, new Thing().assign({ uses: 0 }))
    this.onMessage('use', (_client, name) => {
      const thing = this.state.things.get(name)
      if (thing) thing.uses += 1
    })
  }
}

const transport = new WebSocketTransport()
const server = new Server({ transport, greet: false })
// A room for each name.
server.define('world', WorldRoom).filterBy(['name'])
await server.listen(Number(process.argv[2]), '127.0.0.1')
console.log(`listening on http://127.0.0.1:${transport.server.address().port}`)
