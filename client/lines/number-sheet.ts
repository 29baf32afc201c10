// The rules of the classes that say a number of a page: how deep, how high, how many.
import { numberRules } from '../../shared/page/number-classes.ts'

const numbers = new CSSStyleSheet()
numbers.replaceSync(numberRules())
document.adoptedStyleSheets.push(numbers)
