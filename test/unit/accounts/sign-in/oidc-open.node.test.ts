// Other places to sign in with, where nobody signs in.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startServer, temporaryFolder, until } from '../../../process.ts'

it('an open node says at its start that it does not use them', async () => {
  const file = join(temporaryFolder(), 'oidc.json')
  const provider = { id: 'school', name: 'School', issuer: 'https://id.school.example', clientId: 'inkland' }
  writeFileSync(file, JSON.stringify([{ ...provider, clientSecret: 'a secret' }]))
  await using server = await startServer({ access: 'open', args: ['--oidc', file] })
  await until('it is said', () => server.log().includes('--oidc is not used'))
  expect(server.log()).not.toContain('a secret')
})
