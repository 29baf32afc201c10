// A Colyseus room as its documentation sets one up: `node colyseus.mjs PORT`. Every setting is its default:
// the state is sent to all clients every 50 ms where it has changed; nothing is stored.
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

// People who walk and talk, as a room of its own: a leg for each, so that little is sent, and no obstacles.
const Walker = schema(
  { x: t.int16(), y: t.int16(), toX: t.int16(), toY: t.int16(), at: t.float64(), speed: t.uint16() },
  'Walker',
)
const Town = schema({ walkers: t.map(Walker) }, 'Town')
const SPEED = 200

class TownRoom extends Room {
  onCreate() {
    this.state = new Town()
    this.onMessage('walk', (client, [toX, toY]) => {
      const walker = this.state.walkers.get(client.sessionId)
      if (!walker) return
      const { x, y } = spotOf(walker)
      walker.assign({ x, y, toX, toY, at: Date.now(), speed: SPEED })
    })
    this.onMessage('say', (client, words) => this.broadcast('said', [client.sessionId, words]))
  }

  onJoin(client) {
    const at = { x: 430, y: 96, toX: 430, toY: 96, at: Date.now(), speed: SPEED }
    this.state.walkers.set(client.sessionId, new Walker().assign(at))
  }

  onLeave(client) {
    this.state.walkers.delete(client.sessionId)
  }
}

function spotOf({ x, y, toX, toY, at, speed }) {
  const length = Math.hypot(toX - x, toY - y)
  const share = length === 0 ? 1 : Math.min(1, (((Date.now() - at) / 1000) * speed) / length)
  return { x: Math.round(x + (toX - x) * share), y: Math.round(y + (toY - y) * share) }
}

const transport = new WebSocketTransport()
const server = new Server({ transport, greet: false })
// A room for each place; Colyseus keeps the word "name" to itself.
server.define('world', WorldRoom).filterBy(['place'])
server.define('town', TownRoom).filterBy(['place'])
await server.listen(Number(process.argv[2]), '127.0.0.1')
console.log(`listening on http://127.0.0.1:${transport.server.address().port}`)
