// The lines of the palette for typed words that stand in pages: of this world, and of others.
import type { FoundPlace } from '../../../../shared/wire/search/found-places.ts'
import { rangesOf } from '../../../../shared/search/folded-text.ts'
import { withoutMaking } from '../../../../shared/page/making-blocks.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { goToPlace } from '../../../navigation/wanted-place.ts'
import { placeNote } from '../../../words/found-words.ts'
import { runs, type Context } from '../../../world/commands/command-types.ts'
import { hidesMakingIn } from '../../../world/play/you.ts'
import { createThingWords } from '../../../world/context/thing-words.ts'
import { showWords } from '../../../world/show-words.ts'
import type { Ranked } from './rank-entries.ts'
import { noteOf } from './selection-commands.ts'
import { nameAsTitle } from '../../../../shared/world/artifact.ts'

/** Most things of this world: to see the next one, one types another word. */
const HERE_MAX = 8

type FindLines = (words: readonly string[]) => readonly Ranked[]

/** Things of the open world whose pages have words that their names have not; the shown floor's first. */
export function createLinesHere(context: Context): FindLines {
  const { view } = context.world
  const hidesMaking = hidesMakingIn(context.world)
  const index = createThingWords(view, (id) => {
    const page = pageOf(view, id) ?? ''
    return hidesMaking ? withoutMaking(page) : page
  })
  return (words) => {
    if (words.length === 0) return []
    const isNear = (id: (typeof ids)[number]): boolean =>
      id === context.floor || view.artifact(id)?.host === context.floor
    const ids = [...index.find(words)]
    const lines: Ranked[] = []
    for (const id of [context.floor, ...ids.filter(isNear), ...ids.filter((each) => !isNear(each))]) {
      if (lines.length === HERE_MAX) break
      const passage = index.has(id, words) ? index.passage(id, words) : null
      const artifact = view.artifact(id)
      if (passage === null || artifact === null || lines.some(({ choice }) => choice.id === `words-${id}`))
        continue
      const title = id === view.root ? view.title : artifact.name
      lines.push(
        lineOf(words, {
          id: `words-${id}`,
          title: nameAsTitle(title),
          note: id === context.floor ? 'this page' : noteOf(context, artifact.host),
          icon: id === view.root ? 'page' : { sprite: artifact.look.sprite },
          passage,
          does: runs((now) => showWords(now, id, words)),
        }),
      )
    }
    return lines
  }
}

/** The same of other worlds. */
export const linesElsewhere = (
  { world: { replica } }: Context,
  found: readonly FoundPlace[],
  words: readonly string[],
): readonly Ranked[] =>
  found
    .filter(({ world }) => world.address !== replica.address)
    .map((place) => {
      const { world, thing, name, passage } = place
      return lineOf(words, {
        id: `words-${world.address}-${thing}`,
        title: nameAsTitle(name),
        note: placeNote(place),
        icon: 'world',
        ...(passage !== null && { passage }),
        does: runs(() => goToPlace({ where: world.address, thing, words })),
      })
    })

const lineOf = (words: readonly string[], choice: Ranked['choice']): Ranked => ({
  choice,
  ranges: rangesOf(choice.title, words),
  score: 0,
})
