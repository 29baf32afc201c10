// [F15] [F16] Links by name, as other programs write them, and the pages that lead to a thing.
import { expect, test, vi } from 'vitest'
import { backlinksOf, sortedByName } from '../../../shared/folder/links/backlinks.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { readNamedLink } from '../../../shared/page/named-links.ts'
import { meantLink, nameFor, thingNamed } from '../../../shared/folder/links/page-names.ts'
import { worldAround } from '../../../shared/folder/world-around.ts'
import { blocksOf } from '../../../shared/page/page-blocks.ts'
import { toHtml } from '../../../shared/page/page-html.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { filesOf, goodFolder } from './made.ts'

const random = seededRandom(12).bytes

const TEXTS = {
  'README.md': 'See [[First steps]] and [[guide/Notes|those]].\n',
  'First steps.md': '# Begin here\n\n[[#Begin here]] [[Begin here]]\n',
  'Guide/Notes.md': '[back](../README.md) [[nobody]]\n',
  'Guide/Deep.md': '```\n[[Notes]]\n```\n\n`[[Notes]]` \\[[Notes]] [[there|Old/Notes]]\n',
  'Old/Notes.md': '| a | b |\n|---|---|\n| [[First steps\\|so]] | x |\n',
}

function openVault() {
  const view = createView(sceneFromFolder(goodFolder(filesOf(TEXTS)), null, random), null)
  const edit = { view, origin: 'somebody' }
  /** By the floor and the name. */
  const at = (host: string, name: string) => {
    for (const one of view.artifacts()) {
      const on = one.host === null || one.host === 'limbo' ? null : view.artifact(one.host)
      if (one.name === name && (on?.id === view.root ? '' : on?.name) === host) return one.id
    }
    throw new Error(`no ${name} on ${host}`)
  }
  return { view, edit, at }
}

test('[F15] a link says a name, a heading, and what is read', () => {
  expect(readNamedLink('[[First steps]]')).toEqual({ name: 'First steps', section: null, label: '' })
  expect(readNamedLink('[[Guide/Notes#One#Two|so]]')).toEqual({
    name: 'Guide/Notes',
    section: 'Two',
    label: 'so',
  })
  expect(readNamedLink('[[#One]]')).toEqual({ name: '', section: 'One', label: '' })
  for (const none of ['[[]]', '[[a', '[a]', '[[a|]]', '[[a\nb]]', '[[[a]]]'])
    expect(readNamedLink(none)).toBeNull()
})

test('[F15] a name means what its file was called, or what it is called now, on the floors that it says', () => {
  const { view, edit, at } = openVault()
  const steps = at('', 'Begin here')
  for (const name of ['First steps', 'first STEPS', 'First steps.md', 'Begin here']) {
    expect(thingNamed(view, name), name).toBe(steps)
  }
  const [guide, old] = [at('Guide', 'Notes'), at('Old', 'Notes')]
  expect(thingNamed(view, 'Guide/Notes')).toBe(guide)
  expect(thingNamed(view, 'old/notes')).toBe(old)
  expect(thingNamed(view, 'nobody')).toBeNull()
  expect(thingNamed(view, '')).toBeNull()
  const first = thingNamed(view, 'Notes')
  expect([guide, old]).toContain(first)
  if (first === null) return
  sendToLimbo(edit, first)
  expect(thingNamed(view, 'Notes')).toBe(first === guide ? old : guide)
})

test('[F15] what is completed is the shortest name that means that thing, or none where no such link can hold it', () => {
  const { view, edit, at } = openVault()
  expect(nameFor(view, at('', 'Begin here'))).toBe('First steps')
  const names = [nameFor(view, at('Guide', 'Notes')), nameFor(view, at('Old', 'Notes'))]
  expect(names.filter((name) => name === 'Notes').length).toBe(1)
  expect(names.some((name) => name === 'Guide/Notes' || name === 'Old/Notes')).toBe(true)
  for (const id of [at('Guide', 'Notes'), at('Old', 'Notes')])
    expect(thingNamed(view, nameFor(view, id) ?? '')).toBe(id)
  rename(edit, at('', 'Old'), 'x | y')
  expect(nameFor(view, at('', 'x | y'))).toBe('Old')
})

test('[F16] pages that lead to a thing are found, by id and by name; what stands in code leads nowhere', () => {
  const { view, at } = openVault()
  const from = (id: ArtifactId): string[] => {
    const found = [...backlinksOf(view, id)].filter((one) => one !== null)
    return sortedByName(view, found).map((one) => view.artifact(one)?.name ?? '')
  }
  expect(from(at('', 'Begin here'))).toEqual(['Notes', view.title].sort())
  expect(from(at('Guide', 'Notes'))).toEqual(['Guide', view.title].sort())
  expect(from(at('Old', 'Notes'))).toEqual(['Deep', 'Old'])
  if (view.root === null) throw new Error('no root')
  expect(from(view.root)).toEqual(['Notes'])
})

test('[F15] where only the second half of a link names a page, that is its target', () => {
  const { view, at } = openVault()
  const here = at('Guide', 'Deep')
  const steps = at('', 'Begin here')
  const meant = (link: string) => {
    const { id, isTurned, section } = meantLink(view, link, here) ?? {}
    return [id, isTurned, section]
  }
  expect(meant('[[so it begins|First steps]]')).toEqual([steps, true, null])
  expect(meant('[[so it begins\\|First steps#Begin here]]')).toEqual([steps, true, 'Begin here'])
  // Both are pages, or none is: the first half is the target, as everywhere else.
  expect(meant('[[First steps|Deep]]')).toEqual([steps, false, null])
  expect(meant('[[nobody|nothing]]')).toEqual([null, false, null])
  // A picture, a heading of the page itself, and a page that is shown, are no words.
  for (const link of ['[[map.png|First steps]]', '[[#Deep|First steps]]', '![[nobody|First steps]]'])
    expect(meant(link)[1], link).toBe(false)
  const world = worldAround(view, here, new Set([steps]), true)
  const drawn = (page: string) => toHtml(blocksOf(pageParser.parse(page), page, world))
  const link = `<a href="#${steps}" rel="noopener noreferrer">so</a>`
  expect(drawn('[[so|First steps]]')).toBe(`<p>${link}</p>`)
  expect(drawn('[[First steps|so]]')).toBe(`<p>${link}</p>`)
})

test('[F15] names are read anew when something is called otherwise, and not when it moves', () => {
  const { view, edit, at } = openVault()
  const steps = at('', 'Begin here')
  const read = vi.spyOn(view, 'artifacts')
  expect(thingNamed(view, 'Begin here')).toBe(steps)
  const { root } = view
  const place = view.artifact(steps)?.place
  if (!root || !place) throw new Error('it stands nowhere')
  moveArtifact(edit, steps, { ...place, host: root, x: place.x + 1 })
  expect(thingNamed(view, 'Begin here')).toBe(steps)
  expect(read).toHaveBeenCalledTimes(1)
  rename(edit, steps, 'Go on')
  expect(thingNamed(view, 'Go on')).toBe(steps)
  expect(read).toHaveBeenCalledTimes(2)
  sendToLimbo(edit, steps)
  expect(thingNamed(view, 'Go on')).toBe(steps)
  expect(read).toHaveBeenCalledTimes(3)
})
