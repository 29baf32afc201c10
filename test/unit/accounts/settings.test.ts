// The admins' settings of their node, and the name of a browser in the list of sessions.
import { describe, expect, it } from 'vitest'
import { browserName } from '../../../server/accounts/sessions/browser-name.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { openSettings, USUAL_SETTINGS } from '../../../server/accounts/directory/node-settings.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

describe('settings', () => {
  const open = (store = createMemoryStore()) =>
    openSettings(createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) }))

  it('are the usual ones at first: by invitation, with guests', async () => {
    const settings = await open()
    expect(settings.now()).toEqual(USUAL_SETTINGS)
    expect(settings.now()).toMatchObject({ title: 'Inkland', signUp: 'invited', guests: true })
  })

  it('change one by one, in force at once and after a restart', async () => {
    const store = createMemoryStore()
    const settings = await open(store)
    await settings.change({ title: 'The school' })
    expect(await settings.change({ guests: false })).toEqual({
      ...USUAL_SETTINGS,
      title: 'The school',
      guests: false,
    })
    expect((await open(store)).now()).toEqual(settings.now())
  })

  it('stay as they are when one is out of its bounds', async () => {
    const settings = await open()
    await expect(settings.change({ title: ' ' })).rejects.toThrow('')
    await expect(settings.change({ worldsPerAccount: 0.5 })).rejects.toThrow('')
    expect(settings.now()).toEqual(USUAL_SETTINGS)
  })

  it('that an older version did not know are the usual ones', async () => {
    const store = createMemoryStore()
    await store.changeRecords([{ kind: 'setting', id: 'node', value: { title: 'Old' } }])
    expect((await open(store)).now()).toEqual({ ...USUAL_SETTINGS, title: 'Old' })
  })
})

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPad',
    ],
    ['curl/8.9.1', 'A browser'],
    ['', 'A browser'],
    [undefined, 'A browser'],
  ])('that says %j is called %s', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name)
  })
})
