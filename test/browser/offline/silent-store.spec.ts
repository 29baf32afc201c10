// A browser whose storage never answers, throws, or answers late: everything opens, and nobody is told that
// this device keeps what it does not.
import { expect } from '@playwright/test'
import { Person, test } from '../person.ts'

const STORES = {
  'never answers': () => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
    IDBFactory.prototype.databases = () => new Promise(() => {})
  },
  throws: () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no', 'SecurityError')
    }
  },
}

for (const [how, breakStore] of Object.entries(STORES)) {
  test(`[R1] where the storage of a browser ${how}, all opens, and the mark says that it is online only @hard`, async ({
    browser,
    openNode,
  }) => {
    const ada = await Person.meet(browser, openNode.url, 'Ada')
    await ada.context.addInitScript(breakStore)
    const address = `ada/store-${how.replace(' ', '-')}`
    await ada.enter(address)
    await ada.write('written on nothing')
    const mark = ada.page.getByRole('button', { name: 'Saving: saved, online only' })
    await expect(mark).toBeVisible()
    await expect(ada.page.getByText('What you write is safe once it is on the server.')).toBeVisible()
    await mark.click()
    await expect(ada.page.getByText('This device keeps nothing').first()).toBeVisible()
    await ada.page.reload()
    await ada.reads('written on nothing')
    // What only this tab has is not lost by closing it unasked.
    await ada.context.setOffline(true)
    await ada.write(' and more')
    await expect(ada.page.getByText(/is only in this tab/)).toBeVisible()
    const asked = ada.page.waitForEvent('dialog')
    void ada.page.close({ runBeforeUnload: true })
    await (await asked).dismiss()
    await ada.context.setOffline(false)
    await expect(mark).toBeVisible()
    await ada.page.goto('/')
    await expect(ada.page.getByRole('link', { name: new RegExp(address.slice(4)) }).first()).toBeVisible()
  })
}

test('[R1] a browser whose storage answers late keeps all from then on @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  await ada.context.addInitScript(() => {
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its own object below
    const open = IDBFactory.prototype.open
    const began = performance.now()
    IDBFactory.prototype.open = function late(name, version) {
      if (performance.now() - began > 6_000) return open.call(this, name, version)
      const waiting = new EventTarget()
      setTimeout(() => {
        const request = open.call(indexedDB, name, version)
        Object.defineProperty(waiting, 'result', { get: () => request.result })
        for (const type of ['upgradeneeded', 'success', 'error'])
          request.addEventListener(type, () => waiting.dispatchEvent(new Event(type)))
      }, 6_000)
      return waiting as IDBOpenDBRequest
    }
  })
  await ada.enter('ada/late-store')
  await ada.write('kept in the end')
  await expect(ada.page.getByRole('button', { name: 'Saving: saved, online only' })).toBeVisible()
  await expect(ada.page.getByRole('button', { name: 'Saving: saved', exact: true })).toBeVisible({
    timeout: 30_000,
  })
})
