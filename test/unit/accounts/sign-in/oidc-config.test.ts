// An administrator's list of other places to sign in with, and where somebody may be led afterwards.
import fc from 'fast-check'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  parseProviders,
  ProviderFault,
  readProviders,
} from '../../../../server/accounts/sign-in/oidc-config.ts'
import { safePath } from '../../../../server/accounts/sign-in/oidc-sign-in.ts'
import { readStartRequest } from '../../../../server/config/node-config.ts'
import { temporaryFolder } from '../../../process.ts'

const SCHOOL = {
  id: 'school',
  name: 'My school',
  issuer: 'https://login.my.school',
  clientId: 'inkland',
  clientSecret: 'never-in-a-sentence',
}

test('a provider is read, from a file and as it is', () => {
  const file = join(temporaryFolder(), 'providers.json')
  writeFileSync(file, JSON.stringify([SCHOOL]))
  const school = { ...SCHOOL, scopes: ['openid', 'profile'] }
  expect(readProviders(file)).toEqual([school])
  expect(readProviders(` ${JSON.stringify([{ ...SCHOOL, scopes: 'openid email' }])}`)).toEqual([
    { ...school, scopes: ['openid', 'email'] },
  ])
  expect(readProviders('')).toEqual([])
  expect(readStartRequest(['--oidc', file], {})).toMatchObject({
    kind: 'serve',
    config: { providers: [school] },
  })
  const environment = { INKLAND_OIDC: JSON.stringify([SCHOOL]) }
  expect(readStartRequest([], environment)).toMatchObject({ kind: 'serve', config: { providers: [school] } })
})

test.for([
  ['{', 'not JSON'],
  ['{}', 'not a list'],
  [JSON.stringify([{ ...SCHOOL, issuer: 'http://login.my.school' }]), '"issuer" is an https address'],
  [JSON.stringify([{ ...SCHOOL, issuer: 'https://a.test/?x=1' }]), '"issuer" is an https address'],
  [JSON.stringify([{ ...SCHOOL, issuer: 'https://you@a.test' }]), '"issuer" is an https address'],
  [JSON.stringify([{ ...SCHOOL, id: 'My School' }]), '"id"'],
  [JSON.stringify([{ ...SCHOOL, clientSecret: undefined }]), '"clientSecret" is missing'],
  [JSON.stringify([{ ...SCHOOL, name: ' ' }]), '"name" is empty'],
  [JSON.stringify([{ ...SCHOOL, scope: 'openid' }]), '"scope" is nothing'],
  [JSON.stringify([{ ...SCHOOL, scopes: 'profile' }]), 'lacks "openid"'],
  [JSON.stringify([SCHOOL, SCHOOL]), 'the id "school"'],
  [JSON.stringify([SCHOOL, { ...SCHOOL, id: 'other' }]), 'the name "My school"'],
  [
    JSON.stringify(Array.from({ length: 11 }, (_, n) => ({ ...SCHOOL, id: `a${n}`, name: `${n}` }))),
    'more than 10',
  ],
] as const)('what is wrong is said, without a secret: %s', ([json, said]) => {
  expect(() => parseProviders(json)).toThrow(said)
  const wish = readStartRequest(['--oidc', json.startsWith('[') ? json : '/no/such/file'], {})
  expect(wish).toMatchObject({ kind: 'wrong' })
  expect(JSON.stringify(wish)).not.toContain(SCHOOL.clientSecret)
})

test('plain http is for this machine', () => {
  for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:1']) {
    expect(parseProviders(JSON.stringify([{ ...SCHOOL, issuer: `http://${host}` }]))).toHaveLength(1)
  }
  for (const host of ['127.0.0.1.test', 'localhost.test', '10.0.0.1', '0.0.0.0']) {
    expect(() => parseProviders(JSON.stringify([{ ...SCHOOL, issuer: `http://${host}` }]))).toThrow(
      ProviderFault,
    )
  }
})

test('a path of ours is kept', () => {
  for (const path of ['/', '/w/ada/garden', '/w/ada/garden?x=1#thing', '/account', '/apis', '/w/%C3%A4/b']) {
    expect(safePath(path)).toBe(path)
  }
})

test('whatever leads elsewhere, or to a program’s address, leads home', () => {
  const elsewhere = [
    '//evil.test',
    '///evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    '/.//evil.test',
    '/w/..//evil.test',
    '/%2e//evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    'evil.test',
    '',
    ' /w',
    '/api/session',
    '/API/session',
    '/w/../api/session',
    '/sync/a/b',
    `/${'a'.repeat(3000)}`,
    17,
    null,
    undefined,
    ['/w'],
  ]
  for (const path of elsewhere) expect(safePath(path), String(path)).toBe('/')
})

test('whatever is asked for, one stays on this node', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5c',
    '\t',
    '\r',
    '@',
    ':',
    'evil.test',
    '?',
    '#',
    'w',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const url = new URL(safePath(`/${parts.join('')}`), 'http://ours.test/w/a/b')
      expect(url.origin).toBe('http://ours.test')
    }),
    { numRuns: 5_000 },
  )
})
