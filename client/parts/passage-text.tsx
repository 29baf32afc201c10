// A passage of a page, with what was found in it marked.
import type { FoundPassage } from '../../shared/search/passage.ts'
import './marked.css'

type PassageTextProps = { readonly passage: Pick<FoundPassage, 'before' | 'match' | 'after'> }

export function PassageText({ passage: { before, match, after } }: PassageTextProps) {
  return (
    <>
      …{before}
      <mark className="marked">{match}</mark>
      {after}
    </>
  )
}
