// One change of a kept copy: its subject, before and after, and the ways to keep it.
import { Check, Copy } from 'lucide-react'
import { SHOWS_MAKING } from '../parts/changes/value-words.ts'
import { Button } from '../parts/button.tsx'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import type { CopyChange } from './copy-changes.ts'
import { TextDifference } from './text-difference.tsx'

interface ChangeCardProps {
  readonly change: CopyChange
  /** Null when there is no world to take it over into. */
  readonly onTake: (() => void) | null
  readonly onCopy: (text: string) => void
}

export function ChangeCard({ change, onTake, onCopy }: ChangeCardProps) {
  const text = textIn(change)
  const heading = headingOf(change)
  return (
    <li className="change">
      <header className="change-head">
        {'thing' in change && change.thing.place !== null && (
          <span className="small-drawing">
            <DrawnThing look={change.thing.look} />
          </span>
        )}
        <h2 className="change-title">{heading}</h2>
        {text !== '' && (
          <Button look="quiet" onClick={() => onCopy(text)}>
            <Copy size={16} aria-hidden="true" /> Copy text
          </Button>
        )}
        {onTake && (
          <Button onClick={onTake} aria-label={`Take over: ${heading}`}>
            <Check size={16} aria-hidden="true" /> Take over
          </Button>
        )}
      </header>
      <Content change={change} />
    </li>
  )
}

export function headingOf(change: CopyChange): string {
  switch (change.kind) {
    case 'title':
      return 'The title of the world'
    case 'lang':
      return 'The language of the world'
    case 'showsMaking':
      return SHOWS_MAKING
    case 'new':
      return `A thing: ${change.thing.name}`
    case 'fields':
      return change.thing.name
    case 'page':
      return change.thing.place === null ? 'The page of the world' : `The page of ${change.thing.name}`
  }
}

function textIn(change: CopyChange): string {
  switch (change.kind) {
    case 'title':
    case 'lang':
    case 'showsMaking':
    case 'page':
      return change.after
    case 'new':
      return change.text
    case 'fields':
      return ''
  }
}

function Content({ change }: { readonly change: CopyChange }) {
  switch (change.kind) {
    case 'title':
    case 'lang':
    case 'showsMaking':
    case 'page':
      return <TextDifference before={change.before} after={change.after} />
    case 'new':
      return change.text === '' ? null : <TextDifference before="" after={change.text} />
    case 'fields':
      return (
        <dl className="fields">
          {change.fields.map(({ label, before, after }) => (
            <div key={label} className="field-change">
              <dt>{label}</dt>
              <dd>
                <del>{before}</del> <ins>{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )
  }
}
