// Everybody in a world is shown the client id of each person who is there. Who writes under one of them while
// its person works offline takes nothing of what they write.
import { expect } from '@playwright/test'
import * as Y from 'yjs'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { readEntries } from '../../../server/sync/presence/presence-entries.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'
import { Person, test } from '../person.ts'

test('[S5] a stranger who writes under the id of somebody who is offline is sent away, and nothing is lost @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada', { serviceWorkers: 'allow' })
  await ada.enter('ada/shown')
  await ada.isSaved()
  await ada.isReadyForOffline()
  const stranger = await RawClient.open(`${openNode.url.replace('http', 'ws')}/sync/ada/shown`)
  stranger.send(syncFrame('step1', Uint8Array.of(0)))
  const shown = (): number | undefined =>
    stranger.of('presence').flatMap(({ bytes }) => readEntries(bytes) ?? [])[0]?.id
  await until(() => shown() !== undefined, 'she is shown')
  await ada.context.setOffline(true)
  await ada.write('written on a train')
  const doc = new Y.Doc()
  doc.clientID = shown() ?? 0
  doc.getText('text').insert(0, 'x'.repeat(500))
  stranger.send(presenceFrame(Uint8Array.of(0)), syncFrame('update', Y.encodeStateAsUpdate(doc)))
  expect(await stranger.gone()).toMatchObject({ code: CLOSE.identity })
  await ada.context.setOffline(false)
  await ada.isSaved()
  await ada.page.reload()
  await ada.reads('written on a train')
  const bob = await Person.meet(browser, openNode.url, 'Bob')
  await bob.enter('ada/shown')
  await bob.reads('written on a train')
})
