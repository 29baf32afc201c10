// Edits that were made apart can put things into each other, or onto what is gone: the owner of the world
// writes what everybody is shown then, as itself, on a real disk, and once.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { createPlay } from '../../../shared/play/create-play.ts'
import { OWNER, parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { bringBack, createArtifact, moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { repairs } from '../../../shared/world/edits/scene-repairs.ts'
import { artifactMaps, metaOf } from '../../../shared/world/scene/scene.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { temporaryFolder } from '../../process.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { dump, reachable } from '../world/made.ts'
import { CODE, startHome, Visitor, type Home } from './home.ts'

const [a, b] = [parseArtifactId('a')!, parseArtifactId('b')!]

/** A home with the real play, in which three seconds are a tenth of one. */
async function start(store: Store, mends = true): Promise<Home> {
  const home = await startHome({
    store,
    owner: { createPlay, clock: turnClock(30) },
    sync: { onLost: (world) => mends && home.owner.mend(world) },
  })
  await home.owner.begin()
  return home
}

class Builder {
  readonly visitor: Visitor
  readonly view: View

  constructor(visitor: Visitor) {
    this.visitor = visitor
    this.view = createView(visitor.scene.doc, visitor.live.doc)
  }

  static async enter(home: Home, world?: string): Promise<Builder> {
    return new Builder(await Visitor.enter(home.url, world))
  }

  make(id: ArtifactId): void {
    const place = { host: this.view.root!, x: 0, y: 0 }
    expect(createArtifact({ view: this.view, origin: null }, { id, name: id, place }).ok).toBe(true)
  }

  move(id: ArtifactId, host: ArtifactId): void {
    expect(moveArtifact({ view: this.view, origin: null }, id, { host, x: 5, y: 5 }).ok).toBe(true)
  }

  away(): void {
    for (const provider of [this.visitor.scene, this.visitor.live]) provider.disconnect()
  }

  async back(): Promise<void> {
    for (const provider of [this.visitor.scene, this.visitor.live]) provider.connect()
    await until(() => this.visitor.scene.synced && this.visitor.live.synced, 'somebody is back')
  }
}

/** The owner's writes into a world's scene. */
async function repairsIn(store: Store, title = 'garden'): Promise<number> {
  const world = (await store.worlds('here')).find((each) => each.title === title)
  if (world === undefined) return 0
  const rows = await store.log({ world: world.key, kind: 'scene' }, 0, 1e6)
  return rows.filter(({ member }) => member === OWNER).length
}

async function makeBoth(ada: Builder, others: readonly Builder[]): Promise<void> {
  ada.make(a)
  ada.make(b)
  await until(() => others.every(({ view }) => view.artifact(b)?.host === view.root), 'all have both')
}

async function putIntoEachOther(ada: Builder, bob: Builder): Promise<void> {
  for (const builder of [ada, bob]) builder.away()
  ada.move(a, b)
  bob.move(b, a)
  for (const builder of [ada, bob]) await builder.back()
}

it('[V4] two moves made offline that put two things into each other are repaired once, with no code there', async () => {
  const folder = temporaryFolder()
  let store = await openSqliteStore({ folder })
  let home = await start(store)
  const [ada, bob, eve] = [await Builder.enter(home), await Builder.enter(home), await Builder.enter(home)]
  await makeBoth(ada, [bob, eve])
  eve.away()
  await putIntoEachOther(ada, bob)
  await until(async () => (await repairsIn(store)) === 1, 'it is repaired')
  await until(() => [ada, bob].every(({ view }) => repairs(view).length === 0), 'both have it')
  expect(ada.view.limbo).toEqual([a])
  expect(ada.view.on(a)).toEqual([b])
  expect(dump(bob.view)).toBe(dump(ada.view))
  expect(reachable(ada.view).size).toBe(3)
  // A person who was away all the while and moves it elsewhere, or into a circle again, causes no quarrel.
  eve.move(a, b)
  eve.move(b, eve.view.root!)
  await eve.back()
  const isAllRight = ({ view }: Builder): boolean =>
    repairs(view).length === 0 && dump(view) === dump(eve.view)
  await until(() => [ada, bob, eve].every(isAllRight), 'all see the same, and it is written')
  for (const { visitor } of [ada, bob, eve]) visitor.leave()
  // A circle may have come of it once more, when somebody came back.
  const written = await repairsIn(store)
  expect(written).toBeLessThan(3)
  await home.stop()

  store = await openSqliteStore({ folder })
  home = await start(store)
  const again = await Builder.enter(home)
  const other = await Builder.enter(home, 'ada/other')
  expect(repairs(again.view)).toEqual([])
  again.visitor.page.insert(0, 'Again. ')
  // Another world that needs a repair, looked at after that one: once it is repaired, that one would have
  // been, too.
  await until(async () => (await store.living()).length === 0, 'the edit was looked at')
  artifactMaps(other.visitor.scene.doc).set('bare', new Y.Map([['name', 'bare']]))
  await until(async () => (await repairsIn(store, 'other')) === 1, 'the other one is repaired')
  expect(await repairsIn(store)).toBe(written)
  expect(bringBack({ view: again.view, origin: null }, a).ok).toBe(true)
  expect(again.view.limbo).toEqual([])
  for (const { visitor } of [again, other]) visitor.leave()
  await home.stop()
})

it('[V4] what a node did not live to repair is repaired by the next one, with nobody there', async () => {
  const folder = temporaryFolder()
  let store = await openSqliteStore({ folder })
  // This one ends before it can.
  let home = await start(store, false)
  const [ada, bob] = [await Builder.enter(home), await Builder.enter(home)]
  await makeBoth(ada, [bob])
  await putIntoEachOther(ada, bob)
  await until(() => ada.view.limbo.length === 1, 'it is a circle')
  ada.visitor.page.insert(0, 'Words. ')
  for (const { visitor } of [ada, bob]) visitor.leave()
  await home.stop()

  store = await openSqliteStore({ folder })
  home = await start(store)
  await until(async () => (await repairsIn(store)) === 1, 'it is repaired')
  await home.stop()
  store = await openSqliteStore({ folder })
  expect(await store.living()).toEqual([])
  await store.close()
})

it('[V4] a world that is played is repaired by who plays it; two that want it write one repair', async () => {
  const store = await openSqliteStore({ folder: temporaryFolder() })
  const home = await start(store)
  const second = home.another({ createPlay, clock: turnClock(30) })
  const [ada, bob] = [await Builder.enter(home), await Builder.enter(home)]
  ada.visitor.page.insert(0, CODE)
  await until(() => home.owner.stats().playedWorlds === 1, 'it is played')
  const [world] = await store.living()
  await second.owner.look(world!)
  await makeBoth(ada, [bob])
  await putIntoEachOther(ada, bob)
  second.owner.mend(world!)
  await until(
    () => [ada, bob].every(({ view }) => view.artifact(a)?.place?.host === 'limbo'),
    'it is repaired',
  )
  expect(second.owner.stats()).toMatchObject({ playedWorlds: 0, waitingWorlds: 1 })
  // The next owner finds nothing to do.
  await home.owner.stop()
  await until(() => second.owner.stats().playedWorlds === 1, 'the other one plays it')
  artifactMaps(ada.visitor.scene.doc).set('bare', new Y.Map([['name', 'bare']]))
  await until(async () => (await repairsIn(store)) === 2, 'it repairs what comes')
  const rows = await store.log({ world: world!.key, kind: 'scene' }, 0, 1e6)
  const written = new Y.Doc()
  for (const { bytes } of rows) Y.applyUpdate(written, bytes)
  expect(metaOf(written).root).toBe(ada.view.root)
  const view = createView(written, null)
  expect(view.limbo).toEqual([a, 'bare'])
  expect(repairs(view)).toEqual([])
  for (const { visitor } of [ada, bob]) visitor.leave()
  await home.stop()
})
