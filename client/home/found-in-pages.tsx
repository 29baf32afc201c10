// What was found of the typed words in the pages of worlds, below the worlds that have them in their names.
import { FileText } from 'lucide-react'
import { useId } from 'react'
import { rangesOf, wordsOf } from '../../shared/search/folded-text.ts'
import { Button } from '../parts/button.tsx'
import { Marked } from '../parts/marked.tsx'
import { PassageText } from '../parts/passage-text.tsx'
import { goToPlace } from '../navigation/wanted-place.ts'
import { useFoundPlaces } from '../session/found-places.ts'
import { placeNote, searchNote } from '../words/found-words.ts'
import { nameAsTitle } from '../../shared/world/artifact.ts'
import './found-in-pages.css'

export default function FoundInPages({ query }: { readonly query: string }) {
  const id = useId()
  const words = wordsOf(query)
  const search = useFoundPlaces(words)
  const note = searchNote(search)
  return (
    <section aria-labelledby={id} className="found-places">
      <h2 className="section-title" id={id}>
        In pages
      </h2>
      {search.found.length > 0 && (
        <ul className="world-list">
          {search.found.map((place) => {
            const { world, thing, name, passage } = place
            return (
              <li key={`${world.address} ${thing}`}>
                <button
                  type="button"
                  className="found-place"
                  onClick={() => goToPlace({ where: world.address, thing, words })}
                >
                  <FileText size={17} aria-hidden="true" />
                  <span className="found-place-name">
                    <Marked text={nameAsTitle(name)} ranges={rangesOf(name, words)} />
                  </span>
                  <span className="found-place-note">{placeNote(place)}</span>
                  {passage !== null && (
                    <span className="found-place-passage">
                      <PassageText passage={passage} />
                    </span>
                  )}
                </button>
              </li>
            )
          })}
        </ul>
      )}
      <output className="found-places-note">{note}</output>
      {search.hasMore && <Button onClick={search.more}>More</Button>}
    </section>
  )
}
