// Lines of values in the reading view: what each is called, and how much it is now.
import { use, useCallback, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { shownPageValues } from '../../shared/world/live/live-page-values.ts'
import { nameOfPageValue, pageValuesIn } from '../../shared/world/page-values.ts'
import { useWorld } from '../world/context/use-world.ts'
import { personalOf } from '../world/play/personal.ts'
import { useNow } from '../world/play/use-live.ts'
import { EmbedContext } from './read-embed.tsx'

/** Whether a paragraph is nothing else. */
export const areValues = (words: string): boolean =>
  words.split('\n').every((line) => nameOfPageValue(line) !== null)

export function ReadValues({ words }: { readonly words: string }) {
  const host = use(EmbedContext)?.id
  return host && <ValuesOf host={host} words={words} />
}

function ValuesOf({ host, words }: { readonly host: ArtifactId; readonly words: string }) {
  const personal = personalOf(useWorld())
  const mine = useSyncExternalStore(
    personal.subscribe,
    useCallback(() => personal.pageValues(host), [personal, host]),
  )
  const shown = shownPageValues(
    words,
    useNow((now) => now.pageValues(host)),
  )
  return (
    <dl className="read-values">
      {pageValuesIn(words).map(({ name }) => (
        <div key={name} className="read-value">
          <dt>{name.replaceAll(/[-_]/g, ' ')}</dt>
          <dd>{mine.get(name) ?? shown.get(name)}</dd>
        </div>
      ))}
    </dl>
  )
}
