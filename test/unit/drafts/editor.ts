// Somebody with an account who edits a world by a stock client, over a real node.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { artifactMap, artifactMaps } from '../../../shared/world/scene/scene.ts'
import { liveArtifacts } from '../../../shared/world/live/live-document.ts'
import { mapIn } from '../../../shared/world/scene/scene.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import type { Somebody } from '../../accounts.ts'
import { until, type ServingNode } from '../../process.ts'
import { id } from '../world/made.ts'

export interface Editor extends AsyncDisposable {
  readonly scene: Y.Doc
  readonly live: Y.Doc
  /** Puts a thing on the floor. */
  put(name: string, text?: string, more?: readonly (readonly [string, unknown])[]): void
  thing(name: string): Y.Map<unknown>
  page(name: string): string
  /** The text of a page, to be written into. */
  text(name: string): Y.Text
  memory(name: string): Readonly<Record<string, unknown>>
  /** The value of a field that live has of a thing. */
  liveValue(name: string, field: string): unknown
  /** The codes with which the node closed the scene's socket. */
  readonly closes: readonly number[]
}

export async function edit(server: ServingNode, world: string, who: Somebody): Promise<Editor> {
  const { cookie } = who
  class WithCookie extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie } })
    }
  }
  const open = (path: string, doc: Y.Doc): WebsocketProvider =>
    new WebsocketProvider(`${server.wsUrl}/sync`, path, doc, {
      disableBc: true,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws is what the provider uses in Node
      WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    })
  const providers = [open(world, new Y.Doc()), open(`${world}/live`, new Y.Doc())]
  const closes: number[] = []
  providers[0]?.on('connection-close', (event) => event && closes.push(event.code))
  const [scene, live] = providers.map(({ doc }) => doc)
  if (scene === undefined || live === undefined) throw new Error('two were opened')
  await until(`${who.name} is in ${world}`, () => providers.every(({ synced }) => synced))
  const thing = (name: string): Y.Map<unknown> => {
    const map = mapIn(artifactMaps(scene), id(name))
    if (map === null) throw new Error(`there is no ${name}`)
    return map
  }
  const text = (name: string): Y.Text => {
    const page = thing(name).get('text')
    if (!(page instanceof Y.Text)) throw new Error(`${name} has no page`)
    return page
  }
  return {
    scene,
    live,
    put(name, page = '', more = []) {
      const root = scene.getMap('meta').get('root')
      const place = { host: root, x: 100, y: 100, facing: 'down' }
      const made = artifactMap([['name', name], ['place', place], ...more], page)
      scene.transact(() => artifactMaps(scene).set(id(name), made))
    },
    thing,
    text,
    page: (name) => (artifactMaps(scene).has(id(name)) ? text(name).toJSON() : ''),
    memory: (name) => memoryOf(live, id(name)),
    closes,
    liveValue: (name, field) => mapIn(liveArtifacts(live), id(name))?.get(field),
    async [Symbol.asyncDispose]() {
      for (const provider of providers) provider.destroy()
      await Promise.resolve()
    },
  }
}
