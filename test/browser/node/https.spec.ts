// A browser on another machine, at a node with a certificate of its own making, and at one without. The name
// `laptop.lan` stands for this machine here, like a name in a home, and is no localhost.
import { expect, test, chromium, type Browser } from '@playwright/test'
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority, makeCertificate } from '../../../server/tls/certificate-authority.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { Person } from '../person.ts'
import { watchPolicy } from '../watched.ts'

const NAME = 'laptop.lan'

/**
 * A browser that finds the name here, and trusts the key of this certificate as it would after its authority
 * was installed.
 */
async function browserThatTrusts(cert: string | null): Promise<Browser> {
  const { launchOptions } = test.info().project.use
  const key = cert === null ? '' : spkiOf(cert)
  return chromium.launch({
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      `--host-resolver-rules=MAP ${NAME} 127.0.0.1`,
      ...(key === '' ? [] : [`--ignore-certificate-errors-spki-list=${key}`]),
    ],
  })
}

const spkiOf = (cert: string): string =>
  createHash('sha256')
    .update(new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')

test('over https of its own a node gives other machines worlds without a network, and whole pages within the policy @hard', async () => {
  const making = { names: [NAME], now: Date.now(), random: (bytes: number) => randomBytes(bytes) }
  const authority = await makeAuthority(making)
  const { cert, key } = await makeCertificate(making, authority)
  const folder = temporaryFolder()
  const files = [join(folder, 'node.crt'), join(folder, 'node.key')] as const
  writeFileSync(files[0], cert)
  writeFileSync(files[1], key, { mode: 0o600 })
  await using server = await startServer({ args: ['--tls-cert', files[0], '--tls-key', files[1]] })
  const browser = await browserThatTrusts(cert)
  const policy = watchPolicy(browser)
  try {
    const context = await browser.newContext({
      baseURL: `https://${NAME}:${server.port}`,
      serviceWorkers: 'allow',
    })
    const ada = new Person(context, await context.newPage())
    await ada.introduce('Ada')
    expect(await ada.page.evaluate(() => [isSecureContext, 'credentials' in navigator])).toEqual([true, true])
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' })
    await ada.enter('ada/note')
    await ada.write('Over https. ')
    await ada.isSaved()
    await ada.isReadyForOffline()

    await context.setOffline(true)
    await ada.page.reload()
    await ada.reads(/Over https\./)
    // The editor's own style is there.
    await expect(ada.text).toHaveCSS('white-space', /break-spaces|pre-wrap/)
    expect(policy.stopped).toEqual([])
  } finally {
    await browser.close()
  }
})

// Why one wants the above: should this ever be otherwise, docs/https.md can be shorter.
test('over plain http browsers give other machines none of it @hard', async () => {
  await using server = await startServer({ args: ['--host', '127.0.0.1', '--origin', `http://${NAME}`] })
  const browser = await browserThatTrusts(null)
  try {
    const page = await browser.newPage()
    await page.goto(`http://${NAME}:${server.port}/`)
    expect(await page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator])).toEqual([false, false])
  } finally {
    await browser.close()
  }
})
