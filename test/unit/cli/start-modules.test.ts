// What a node loads when it starts: all of it is time of each start, and memory of each node.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url))
const CACHE = new URL('../../../.scripts/cache.mjs', import.meta.url).href
/** Says at the end which of Node's own modules were loaded. */
const LISTS = `process.on('exit', () => console.log(process.moduleLoadList.join('\\n')))`

test('a node starts without loading an HTTP client that it does not use', async () => {
  const imports = ['--import', `data:text/javascript,${encodeURIComponent(LISTS)}`, '--import', CACHE]
  const { stdout } = await promisify(execFile)(process.execPath, [...imports, MAIN, '--help'])
  const loaded = stdout.split('\n')
  expect(loaded).toContain('NativeModule _http_server')
  expect(loaded.filter((name) => name.includes('undici'))).toEqual([])
})
