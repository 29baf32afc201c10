// Somebody offline writes where a merge had a conflict: Yjs decides which value stands, and it is listed.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  DraftMade,
  DraftReview,
  LateWritesAnswer,
  MergeConflictsAnswer,
  MergeMade,
} from '../../../shared/wire/api/draft-bodies.ts'
import { artifactMaps, mapIn } from '../../../shared/world/scene/scene.ts'
import { told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { id } from '../world/made.ts'
import { edit } from './editor.ts'
import { emptiedNode } from './emptied-node.ts'

const GARDEN = '/api/worlds/ada/garden'

const emptied = emptiedNode()

/** What sets the speed of the lamp in a scene, by a client of this id that has seen no more than that. */
function written(scene: Uint8Array, client: number, speed: number): Uint8Array {
  const offline = new Y.Doc()
  Y.applyUpdate(offline, scene)
  offline.clientID = client
  const before = Y.encodeStateVector(offline)
  mapIn(artifactMaps(offline), id('lamp'))?.set('speed', speed)
  return Y.encodeStateAsUpdate(offline, before)
}

// The value of the higher client id stands where two replaced the same one.
test.each([
  { client: 4_294_967_000, isShown: true, had: 'a value' },
  { client: 1, isShown: false, had: 'a value' },
  { client: 4_294_967_000, isShown: true, had: 'no value' },
])(
  '[Y23] what is written offline over a conflict is listed of its merge; it stands: $isShown, where the base had $had',
  async ({ client, isShown, had }) => {
    const { admin, server } = emptied()
    await told(await admin.ask('POST', '/api/worlds', { title: 'Garden' }))
    await using ada = await edit(server, 'ada/garden', admin)
    ada.put('lamp', 'It shines.')
    if (had === 'a value') ada.thing('lamp').set('speed', 10)
    await using seen = await edit(server, 'ada/garden', admin)
    await until('it is stored', () => seen.page('lamp') !== '')
    const made = await told(await admin.ask('POST', `${GARDEN}/drafts`, { title: 'Fast' }))
    const { address } = DraftMade.parse(made)
    // Whoever goes offline now has not seen the parent's new value, either.
    const before = Y.encodeStateAsUpdate(ada.scene)
    await using inDraft = await edit(server, address, admin)
    inDraft.thing('lamp').set('speed', 20)
    ada.thing('lamp').set('speed', 30)
    const late = async (merge: string): Promise<LateWritesAnswer['late']> =>
      LateWritesAnswer.parse(await told(await admin.ask('GET', `${GARDEN}/merges/${merge}/late`))).late
    await until('both are stored', async () => {
      const review = await told(await admin.ask('GET', `/api/worlds/${address}/review`))
      return DraftReview.parse(review).conflicts.length === 1
    })
    const choices = [{ id: 'lamp', key: 'speed', side: 'draft' }]
    const body = await told(await admin.ask('POST', `/api/worlds/${address}/merge`, { choices }))
    const { merge } = MergeMade.parse(body)
    await until('the merge is here', () => ada.thing('lamp').get('speed') === 20)
    expect(await late(merge)).toEqual([])
    // A value that loses would be gone before it is sent.
    ada.scene.gc = false
    Y.applyUpdate(ada.scene, written(before, client, 40))
    await until('it is stored', async () => (await late(merge)).length > 0)
    expect(ada.thing('lamp').get('speed')).toBe(isShown ? 40 : 20)
    expect(await late(merge)).toEqual([
      {
        id: 'lamp',
        key: 'speed',
        value: 40,
        by: expect.objectContaining({ kind: 'person', name: 'Ada', account: 'ada' }),
        at: expect.any(Number),
        isShown,
      },
    ])
    // An edit by somebody who has seen the merge is no late one.
    ada.thing('lamp').set('speed', 50)
    await until('it is stored', () => seen.thing('lamp').get('speed') === 50)
    expect(await late(merge)).toMatchObject([{ value: 40, isShown: false }])
    const of = await told(await admin.ask('GET', `${GARDEN}/merges/${merge}`))
    expect(MergeConflictsAnswer.parse(of).conflicts).toMatchObject([
      { id: 'lamp', key: 'speed', parent: 30, draft: 20 },
    ])
  },
)
