// The guest is made of functions turned to text: it has to mean the same after the client's build has
// shortened them.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { GUEST_SOURCE } from '../../../../shared/behavior/guest/guest-source.ts'
import { start } from './program-host.ts'

const folder = await mkdtemp(join(tmpdir(), 'inkland-guest-'))
afterAll(() => rm(folder, { recursive: true }))

const CODE = `const given = props({ speed: 3 })
  every(1, () => {})
  before('use', () => 'no')
  on('use', async ({ subject }) => {
    log(self.name, subject.name, given.speed, text().read('score'), find().length)
    memory.list = [1]
    const { ok } = await say('x')
    log(ok)
    self.colour
  })`

async function lived(source: string) {
  const program = await start(CODE, { source })
  const first = program.event({ subject: program.world.things[3]?.id ?? null }, 2)
  const second = program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
  const refused = program.before({}, 1)
  program.dispose()
  return [program.started, first, second, refused]
}

test('the guest is the same after it was minified', async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      minify: true,
      rolldownOptions: {
        input: new URL('../../../../shared/behavior/guest/guest-source.ts', import.meta.url).pathname,
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'guest.js' },
      },
    },
  })
  const built = pathToFileURL(join(folder, 'guest.js')).href
  const { GUEST_SOURCE: minified } = (await import(built)) as { GUEST_SOURCE: string }
  expect(minified.length).toBeLessThan(GUEST_SOURCE.length)
  const [plain, short] = [await lived(GUEST_SOURCE), await lived(minified)]
  expect(short).toEqual(plain)
  expect(plain[1]?.logs).toEqual(['Lamp Cat 3 null 2'])
  expect(plain[2]?.fault?.line).toBe(8)
  console.log(
    `guest: ${GUEST_SOURCE.length} characters, minified ${minified.length}, of a build of ${(await readFile(join(folder, 'guest.js'))).length} bytes`,
  )
})
