// The language that the world is written in, for those who have it read aloud, found or hyphenated.
import { useId, useState, type KeyboardEvent } from 'react'
import { setLang } from '../../shared/world/edits/name-edits.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useLang, useWorld } from '../world/context/use-world.ts'
import { knownLanguages, languageName, tagOf } from '../words/language-names.ts'
import { meantKeyOf } from '../device/pressed-key.ts'
import './props.css'

export function Language() {
  const world = useWorld()
  const lang = useLang()
  const { text, onText, changed, forget } = useTypedText(lang === '' ? '' : languageName(lang))
  const [languages, setLanguages] = useState<ReturnType<typeof knownLanguages>>([])
  const id = useId()

  function done(): void {
    if (changed !== null) {
      const tag = changed.trim() === '' ? null : tagOf(changed, languages)
      editWithNotice(world, (edit) => setLang(edit, tag))
    }
    forget()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (meantKeyOf(event) === 'Enter') done()
    if (meantKeyOf(event) !== 'Escape' || changed === null) return
    event.stopPropagation()
    forget()
  }
  return (
    <section className="part" aria-label="Language">
      <div className="prop-line">
        <label className="prop-label" htmlFor={id}>
          Language
        </label>
        <input
          id={id}
          className="prop-field"
          list={`${id}-known`}
          placeholder="not said"
          autoComplete="off"
          spellCheck="false"
          value={text}
          aria-describedby={`${id}-help`}
          onFocus={() => setLanguages(knownLanguages())}
          onChange={({ target }) => onText(target.value)}
          onKeyDown={onKeyDown}
          onBlur={done}
        />
        <datalist id={`${id}-known`}>
          {languages.map(({ tag, name, ownName }) => (
            <option key={tag} value={name}>
              {ownName}
            </option>
          ))}
        </datalist>
      </div>
      <p id={`${id}-help`} className="prop-help">
        What this world is written in: screen readers and search engines go by it.
      </p>
    </section>
  )
}
