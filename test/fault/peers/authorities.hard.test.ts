// Nodes at home that serve https by an authority of their own: known to nodes that were given it, and to no
// others.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readAuthorities } from '../../../server/tls/trusted-authorities.ts'
import { makeAuthority, makeCertificate } from '../../../server/tls/certificate-authority.ts'
import { TlsRefusal } from '../../../server/tls/tls-files.ts'
import { startLone, startPeer } from '../../peers.ts'
import { temporaryFolder } from '../../process.ts'

const making = { names: ['127.0.0.1'], now: Date.now(), random: (bytes: number) => randomBytes(bytes) }

it('[N10] a node is met whose certificate is of an authority that was named, and not without', async () => {
  const authority = await makeAuthority(making)
  const file = join(temporaryFolder(), 'authority.crt')
  writeFileSync(file, authority.cert)
  await using lone = await startLone(false, 0, await makeCertificate(making, authority))
  const [knows, knowsNot] = await Promise.all([
    startPeer('ada', { args: ['--peers-authorities', file] }),
    startPeer('bob'),
  ])
  const meet = (node: typeof knows) => node.admin.ask('POST', '/api/admin/peers', { address: lone.name })
  expect(await (await meet(knows)).json()).toMatchObject({
    node: lone.name,
    trust: 'allowed',
    state: 'awake',
  })
  const refused = await meet(knowsNot)
  expect(refused.status).toBeGreaterThanOrEqual(400)
  await Promise.all([knows[Symbol.asyncDispose](), knowsNot[Symbol.asyncDispose]()])
}, 60_000)

it('a file of authorities holds whole certificates that have not ended, or the node says what is wrong', async () => {
  const { cert } = await makeAuthority(making)
  const folder = temporaryFolder()
  const of = (text: string): string => {
    const file = join(folder, `${randomBytes(6).toString('hex')}.pem`)
    writeFileSync(file, text)
    return file
  }
  expect(readAuthorities(of(`${cert}\n${cert}`), making.now)).toHaveLength(2)
  const wrong = (file: string, now = making.now): string => {
    try {
      readAuthorities(file, now)
      return 'nothing'
    } catch (error) {
      if (error instanceof TlsRefusal) return error.message
      throw error
    }
  }
  expect(wrong(of('a line'))).toMatch(/holds no certificate in PEM format/)
  expect(wrong(join(folder, 'none'))).toMatch(/--peers-authorities: there is no file/)
  expect(wrong(of(cert), making.now + 20 * 365 * 24 * 3_600_000)).toMatch(/ended on/)
  expect(wrong(of('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'))).toMatch(/cannot be read/)
})
