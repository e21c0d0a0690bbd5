import { render } from 'solid-js/web';
import './style/index.css';
import { App } from './app/app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the console.');
render(() => <App />, root);
