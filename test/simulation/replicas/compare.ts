// Whether everything is the same everywhere: the log, the state that opening it gives, the state for a
// newcomer, and the state and view of every client.
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { dump, freshDump } from '../../unit/world/made.ts'
import type { Client } from '../client.ts'
import { contentOf, isPending } from '../content.ts'
import { logDocument, type Disk } from '../disk.ts'
import { InklandClient } from '../inkland.ts'
import { Place, type Network } from '../network.ts'
import { StockClient } from './stock.ts'
import { holds } from '../copy-witness.ts'

interface Everything {
  readonly disk: Disk
  readonly network: Network
  readonly url: string
  readonly clients: readonly Client[]
  readonly viewOf: (client: Client) => View
}

/** The differences, in words; time passes meanwhile. */
export async function differences({ disk, network, url, clients, viewOf }: Everything): Promise<string[]> {
  const log = await logDocument(disk.store)
  const content = contentOf(log)
  const shown = freshDump(log, new Y.Doc())
  const here = clients.map(({ scene }) => scene.clientID)
  const found: string[] = []
  const check = (isWell: boolean, otherwise: string): void => {
    if (!isWell) found.push(otherwise)
  }
  check(contentOf(disk.written) === content, 'the log lost what was written')
  check(contentOf(await storedDocument(disk)) === content, 'a snapshot and its tail differ from the log')
  check(
    contentOf(await givenDocument(network, url)) === content,
    'what the server gives differs from the log',
  )
  for (const [n, client] of clients.entries()) {
    const name = `client ${n} (${client.kind})`
    const { scene, presence, ended, unsaved, isSettled } = client
    const people = presence.getStates()
    check(ended === null, `${name} gave up: ${ended}`)
    check(isSettled, `${name} is not settled; ${unsaved} edits unsaved`)
    check(!isPending(scene), `${name} waits for something`)
    check(contentOf(scene) === content, `${name} differs from the log`)
    check(dump(viewOf(client)) === shown, `${name} shows something else`)
    check(
      people.size === here.length && here.every((id) => people.has(id)),
      `${name} sees others than are here`,
    )
    if (client instanceof InklandClient) {
      check(
        client.made.every((bytes) => holds(log, bytes)),
        `edits of ${name} are lost`,
      )
    }
  }
  return found
}

/** The result of opening the document: a snapshot and the rows after it. */
async function storedDocument({ store }: Disk): Promise<Y.Doc> {
  const doc = makePlainDocument()
  for (const { key } of await store.worlds('here')) {
    const { snapshot, tail } = await store.open({ world: key, kind: 'scene' })
    if (snapshot !== null) Y.applyUpdate(doc, snapshot)
    for (const { bytes } of tail) Y.applyUpdate(doc, bytes)
  }
  return doc
}

/** The document that a newcomer gets. */
async function givenDocument(network: Network, url: string): Promise<Y.Doc> {
  const reader = new StockClient(network, new Place(), url, network.random)
  reader.presence.setLocalState(null)
  for (let tries = 0; !reader.isSettled && tries < 100; tries++) await network.time.pass(100)
  const given = makePlainDocument()
  Y.applyUpdate(given, Y.encodeStateAsUpdate(reader.scene))
  reader.leave()
  return given
}
