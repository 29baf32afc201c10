// What `npm start` does before it starts a node: it installs what is missing, and looks for a Node that is
// new enough. In a folder of its own, with an npm and a node that only say what they were asked.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../process.ts'

const ROOT = join(import.meta.dirname, '../..')
type Packages = Readonly<Record<string, { readonly version: string; readonly [kind: string]: unknown }>>

const SERVER: Packages = { 'node_modules/server': { version: '1.0.0' } }
const TESTS: Packages = { 'node_modules/tests': { version: '1.0.0', dev: true } }
const ELSEWHERE: Packages = { 'node_modules/elsewhere': { version: '1.0.0', optional: true } }

function makeClone(): string {
  const clone = temporaryFolder()
  cpSync(join(ROOT, '.scripts'), join(clone, '.scripts'), { recursive: true })
  mkdirSync(join(clone, 'node_modules'))
  mkdirSync(join(clone, 'bin'))
  writeProgram(clone, 'npm', 'echo "$@" > asked')
  writeProgram(clone, 'node', 'echo v24.0.0')
  writePackages(clone, 'package-lock.json', { ...SERVER, ...TESTS, ...ELSEWHERE })
  return clone
}

function writeProgram(clone: string, name: string, line: string): void {
  writeFileSync(join(clone, 'bin', name), `#!/bin/sh\n${line}\n`)
  chmodSync(join(clone, 'bin', name), 0o755)
}

const writePackages = (clone: string, file: string, packages: Packages): void =>
  writeFileSync(join(clone, file), JSON.stringify({ packages }))

/** What npm was asked for, if it was; and how the step ended. */
function ready(clone: string, step: string) {
  const asked = join(clone, 'asked')
  rmSync(asked, { force: true })
  const { status, stderr } = spawnSync(process.execPath, [join(clone, '.scripts/ready.mjs'), step], {
    env: { ...process.env, PATH: `${join(clone, 'bin')}${delimiter}${process.env['PATH']}` },
    encoding: 'utf8',
  })
  return { npm: existsSync(asked) ? readFileSync(asked, 'utf8') : null, status, stderr }
}

test('a start installs what runs, and tests what they need besides; neither does it twice', () => {
  const clone = makeClone()
  const there = (packages: Packages) => writePackages(clone, 'node_modules/.package-lock.json', packages)
  expect(ready(clone, 'install')).toMatchObject({ npm: expect.stringMatching(/^ci --omit=dev /), status: 0 })
  there(SERVER)
  expect(ready(clone, 'install')).toEqual({ npm: null, status: 0, stderr: '' })
  expect(ready(clone, 'install-all').npm).toMatch(/^ci --include=dev /)
  there({ ...SERVER, ...TESTS })
  expect(ready(clone, 'install-all').npm).toBe(null)
  // What tests need stays.
  expect(ready(clone, 'install').npm).toBe(null)
})

test('a start installs anew what has another version now, on this machine alone', () => {
  const clone = makeClone()
  const there = (packages: Packages) => writePackages(clone, 'node_modules/.package-lock.json', packages)
  there({ 'node_modules/server': { version: '0.9.0' } })
  expect(ready(clone, 'install').npm).toMatch(/^ci /)
  there({ ...SERVER, 'node_modules/elsewhere': { version: '0.9.0', optional: true } })
  expect(ready(clone, 'install').npm).toMatch(/^ci /)
})

test.each(['v22.11.0', 'v9.0.0', ''])('a Node that says “%s” is told to be too old', (version) => {
  const clone = makeClone()
  writePackages(clone, 'node_modules/.package-lock.json', SERVER)
  writeProgram(clone, 'node', `echo ${version}`)
  const { status, stderr } = ready(clone, 'install')
  expect(status).toBe(1)
  expect(stderr).toBe(
    `Inkland needs Node 24 or newer, and here is ${version || 'none that runs'}: install it, such as from https://nodejs.org.\n`,
  )
})

test('no package has a script that runs when it is installed, and Node is one of one exact version', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Packages
  }
  expect(Object.keys(packages).filter((path) => packages[path]?.['hasInstallScript'] === true)).toEqual([])
  const runtimes = ['linux-arm64', 'linux-x64', 'win-x64'].map((on) => `node-${on}`)
  const versions = runtimes.map((name) => packages[`node_modules/${name}`]?.version)
  expect(packages['']?.['optionalDependencies']).toEqual(
    Object.fromEntries(runtimes.map((name) => [name, versions[0]])),
  )
  expect(new Set(versions).size).toBe(1)
})
