// How the names in a zip are written that does not say it: the guess, with an example, and a choice.
import {
  ENCODINGS,
  guessedNamesWords,
  NAME_ENCODINGS,
  type GuessedNames,
  type NameEncoding,
} from '../../shared/folder/zip-names.ts'
import { Choose } from '../parts/choose.tsx'
import './folder.css'

interface GuessedNamesFieldProps {
  readonly guessed: GuessedNames
  readonly onChoose: (encoding: NameEncoding) => void
}

export function GuessedNamesField({ guessed, onChoose }: GuessedNamesFieldProps) {
  return (
    <div className="guessed-names">
      <p className="card-text">{guessedNamesWords(guessed)}</p>
      <Choose
        label="How the names in the zip are written"
        value={guessed.encoding}
        options={ENCODING_OPTIONS}
        onChoose={onChoose}
      />
    </div>
  )
}

const ENCODING_OPTIONS = ENCODINGS.map((value) => ({ value, label: NAME_ENCODINGS[value] }))
