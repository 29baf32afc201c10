// Somebody who writes words into the pages of a world, and knows which of them were saved.
import * as Y from 'yjs'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { artifactMap, artifactMaps, textOf } from '../../../shared/world/scene/scene.ts'
import type { AccountsNode } from '../../accounts.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'
import { id } from '../../unit/world/made.ts'

export class SceneWriter implements AsyncDisposable {
  readonly scene = new Y.Doc()
  readonly #client: RawClient
  #sent = 0

  /** Opens a world, `ACCOUNT/WORLD`, as the node's admin. */
  static async open({ server, url, admin }: AccountsNode, world: string): Promise<SceneWriter> {
    const headers = { cookie: admin.cookie, origin: url }
    const client = await RawClient.open(`${server.wsUrl}/sync/${world}?inkland=1`, headers)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => client.of('step2').length > 0 || client.closed !== null, `${world} is there`)
    if (client.closed !== null) throw new Error(`${world} was closed: ${client.closed.reason}`)
    return new SceneWriter(client)
  }

  private constructor(client: RawClient) {
    this.#client = client
    for (const frame of client.frames)
      if (frame.type === 'update' || frame.type === 'step2') Y.applyUpdate(this.scene, frame.bytes)
    this.scene.on('update', (bytes: Uint8Array) => {
      this.#sent += 1
      if (client.closed === null) client.send(syncFrame('update', bytes))
    })
  }

  /** How many of its edits the server called saved. */
  get saved(): number {
    return this.#client.saved
  }

  /** Why the server refused an edit, the first time. */
  get refusal(): string | null {
    return this.#client.of('refused')[0]?.text ?? null
  }

  get isOut(): boolean {
    return this.#client.closed !== null
  }

  get line(): string | undefined {
    return this.#client.of('world').at(-1)?.line
  }

  put(name: string, page = ''): void {
    const place = { host: this.scene.getMap('meta').get('root'), x: 100, y: 100, facing: 'down' }
    const made = artifactMap(
      [
        ['name', name],
        ['place', place],
      ],
      page,
    )
    this.scene.transact(() => artifactMaps(this.scene).set(id(name), made))
  }

  /** Writes a word behind the others on a page, as one edit. */
  write(name: string, word: string): void {
    const text = textOf(this.scene, id(name))
    text?.insert(text.length, ` ${word}`)
  }

  /** Deletes it again. */
  cut(name: string, word: string): void {
    const text = textOf(this.scene, id(name))
    const at = text?.toJSON().indexOf(` ${word}`) ?? -1
    if (at >= 0) text?.delete(at, word.length + 1)
  }

  set(name: string, key: string, value: unknown): void {
    const thing = artifactMaps(this.scene).get(id(name))
    if (thing instanceof Y.Map) thing.set(key, value)
  }

  value(name: string, key: string): unknown {
    const thing = artifactMaps(this.scene).get(id(name))
    return thing instanceof Y.Map ? thing.get(key) : undefined
  }

  /** The words of a page, in their order. */
  words(name: string): readonly string[] {
    return (textOf(this.scene, id(name))?.toJSON() ?? '').split(' ')
  }

  /** How often a word stands on a page. */
  count(name: string, word: string): number {
    return this.words(name).filter((each) => each === word).length
  }

  /** Waits until everything is saved. */
  async allSaved(): Promise<void> {
    await until(() => this.saved === this.#sent || this.isOut, 'it is saved')
    if (this.isOut) throw new Error(`sent out: ${this.#client.closed?.reason}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close()
    await Promise.resolve()
  }
}

/** Makes changes to a world, and waits until they are saved. */
export async function changed(
  node: AccountsNode,
  world: string,
  change: (writer: SceneWriter) => void,
): Promise<void> {
  await using writer = await SceneWriter.open(node, world)
  change(writer)
  await writer.allSaved()
}

/** The same, for looking at it only. */
export async function seen<Answer>(
  node: AccountsNode,
  world: string,
  look: (writer: SceneWriter) => Answer,
): Promise<Answer> {
  await using writer = await SceneWriter.open(node, world)
  return look(writer)
}
