// Starter things, and the worlds to begin with, use what a behavior can use, and nothing else: the type
// checker reads them as the editor does.
import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { STARTERS, type Starter } from '../../../shared/starters/all-starters.ts'
import { SPRITES } from '../../../shared/world/sprites.ts'

const inProject = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const all = STARTERS.flatMap((starter) => [starter, ...(starter.with ?? [])])
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkland-starters-'))
  copyFileSync(inProject('shared/behavior/behavior.d.ts'), join(folder, 'behavior.d.ts'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The type checker's complaints about programs. */
function complaints(programs: Readonly<Record<string, string>>, options: object = {}): string {
  const files = Object.entries(programs).map(([name, code]) => {
    writeFileSync(join(folder, `${name}.js`), code)
    return `${name}.js`
  })
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    types: [],
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noImplicitAny: false,
    moduleDetection: 'force',
    ...options,
  }
  const config = JSON.stringify({ compilerOptions, files: ['behavior.d.ts', ...files] })
  writeFileSync(join(folder, 'tsconfig.json'), config)
  const { stdout, stderr } = spawnSync(inProject('node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  })
  return stdout + stderr
}

function codeOf({ name, text }: Starter): string | null {
  const program = programOf(text)
  if (program?.code === '') throw new Error(`${name} has an empty program`)
  return program?.code ?? null
}

describe('starter things', () => {
  test('are the twelve of the palette, each with a name of its own', () => {
    expect(STARTERS).toHaveLength(12)
    expect(new Set(STARTERS.map(({ name }) => name)).size).toBe(12)
    for (const { sprite, words } of all) {
      expect(SPRITES).toContain(sprite)
      expect(words).toMatch(/^[A-Z].{5,79}\.$/)
    }
  })

  test('have code in every page of the palette, after words for people', () => {
    for (const starter of STARTERS) {
      expect(codeOf(starter), starter.name).not.toBeNull()
      expect(starter.text).toMatch(/^# .+\n\n[A-Z]/)
    }
  })

  test('a behavior uses only what is declared', () => {
    const programs: Record<string, string> = {}
    for (const [number, starter] of all.entries()) {
      const code = codeOf(starter)
      if (code !== null) programs[`${starter.name.replaceAll(' ', '-')}-${number}`] = code
    }
    expect(complaints(programs)).toBe('')
  })

  test('[TP3] so does a program of a world to begin with', () => {
    const worlds = inProject('server/templates/worlds')
    const programs: Record<string, string> = {}
    for (const path of globSync('**/*.md', { cwd: worlds })) {
      const page = readFileSync(join(worlds, path), 'utf8').replace(/^---\n.*?\n---\n/s, '')
      const code = programOf(page)?.code
      if (code !== undefined) programs[path.slice(0, -3).replaceAll('/', '-')] = code
    }
    const begun = Object.keys(programs).map((name) => name.split('-')[0])
    expect(new Set(begun)).toEqual(new Set(['adventure', 'board', 'game', 'garden', 'meeting', 'quiz']))
    // They are written for beginners, who know that their own things are there.
    expect(complaints(programs, { strictNullChecks: false })).toBe('')
  })

  test('the type checker does complain about what is not declared', () => {
    const said = complaints({ wrong: "on('click', () => say(self.colour))" })
    expect(said).toContain('"click"')
    expect(said).toContain("'colour'")
  })
})
