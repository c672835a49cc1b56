(()=>{'use strict';
const d=document,w=d.body.dataset,all=(s,r=d)=>[...r.querySelectorAll(s)],on=(t,f)=>d.addEventListener(t,f),
make=(n,c,t)=>{const e=d.createElement(n);e.className=c;if(t)e.textContent=t;if(n=='button')e.type=n;return e},
key=e=>e.dataset.key||e.dataset.cell||'',
plain=c=>{c=c.cloneNode(true);all('.hidden',c).forEach(e=>e.remove());all('.disc',c).forEach(e=>e.append(' '));all('.note',c).forEach(e=>e.prepend(' '));return c.textContent.replace(/\u00ad/g,'').replace(/\s*\n\s*/g,' ').trim()};

// Sort: rows move within their group; rows of bases and totals stay last; a third time gives back the order of the page.
const worth=r=>i=>{const c=r.cells[i];if(!c)return null;const n=c.querySelector('data');return n?+n.value:plain(c)||null};
const sort=(table,th,i)=>{whole(table.closest('.table'));const way={none:'descending',descending:'ascending',ascending:'none'}[th.ariaSort||'none'];
all('th[aria-sort]',table).forEach(e=>e.removeAttribute('aria-sort'));if(way!='none')th.ariaSort=way;
for(const b of table.tBodies){const rows=[...b.rows];rows.forEach((r,n)=>r.n??=n);rows.sort((a,z)=>a.n-z.n);
const free=rows.filter(r=>!r.className&&!r.querySelector('[rowspan]')),fixed=new Map(rows.map((r,n)=>[n,r]).filter(([,r])=>!free.includes(r)));
if(way!='none'){const s=way=='ascending'?1:-1;free.sort((a,z)=>{const x=worth(a)(i),y=worth(z)(i);
if(x===null||y===null)return(x===null)-(y===null);
return s*(typeof x=='number'&&typeof y=='number'?x-y:typeof x=='number'?1:typeof y=='number'?-1:x.localeCompare(y,d.documentElement.lang,{numeric:true}))})}
rows.forEach((_,n)=>b.append(fixed.get(n)||free.shift()))}};
for(const table of all('.table table')){const head=table.tHead?.rows;if(!head||!table.querySelector('tbody tr:nth-child(3)'))continue;
[...head[head.length-1].cells].forEach((th,i)=>{if(!th.textContent.trim()||th.querySelector('a,button'))return;
const b=make('button','sort');b.append(...th.childNodes);b.title=w.sort;th.append(b);b.onclick=()=>sort(table,th,i)})}

// Length: on a narrow screen a table of many screens shows its first rows, what repeats for another column its name; the rest on demand.
const whole=e=>{all('.more',e).forEach(b=>b.click())},
more=(at,rows)=>{rows.forEach(r=>r.classList.add('later'));const b=make('button','more',w.more);b.setAttribute('aria-expanded','false');
b.onclick=()=>{rows.forEach(r=>r.classList.remove('later'));if(b==d.activeElement){rows[0].tabIndex=-1;rows[0].focus()}b.remove()};at.append(b);return b};
if(matchMedia('(max-width:40rem)').matches){
for(const table of all('.table:not(.maps>*)')){const rows=all('tbody tr',table),from=table.getBoundingClientRect().top,cut=rows.findIndex(r=>r.getBoundingClientRect().top-from>innerHeight);
if(cut>0&&table.offsetHeight>3*innerHeight)more(table,rows.slice(cut))}
for(const t of all('.maps>.table~.table'))t.prepend(more(t,all('thead,tbody tr',t)));
for(const r of all('.ct-table tr:not(:first-child)'))r.cells[0].prepend(more(r,[...r.cells].slice(1)))}

// Copy: lines as printed, cells apart by tabs; what a spreadsheet would run as a formula is text.
const cell=c=>{const t=plain(c);return(/^[=@\t]|^[+-](?![\s\d.,])/.test(t)?"'":'')+t+'\t'.repeat(c.colSpan-1)},
copy=make('button','copy',w.copy),
old=t=>{const a=make('textarea','hidden');a.value=t;d.body.append(a);a.select();d.execCommand('copy');a.remove();copy.focus()};
copy.onclick=async()=>{whole(copy.parentNode);const t=[...copy.parentNode.querySelector('table').rows].filter(r=>r.offsetParent).map(r=>[...r.cells].map(cell).join('\t')).join('\n');
try{await navigator.clipboard.writeText(t)}catch{old(t)}
copy.textContent=w.copied;copy.dataset.text=t};
copy.setAttribute('aria-live','polite');
const offer=e=>{const t=e.target.closest?.('.table');if(t&&copy.parentNode!=t&&!(e.type!='focusin'&&d.activeElement==copy)){copy.textContent=w.copy;t.append(copy)}};

// A row and its mark of the map; the key of a number.
const tip=make('span','tip');tip.setAttribute('role','status');d.body.append(tip);
const about=e=>{const one=e.closest('tr,g[data-key]');if(!one||!one.closest('.xmap'))return'';
const n=one.matches('g')?one:one.querySelector('data');return n?(/^expectations\/(?!_\/)[^/]+/.exec(key(n))||[''])[0]:''},
light=e=>{const k=about(e);all('.lit').forEach(x=>x.classList.remove('lit'));
if(k)all('tr,g[data-key]',e.closest('.xmap')).forEach(x=>{if(about(x)==k)x.classList.add('lit')})},
tell=e=>{const n=e.closest('data,text[data-key]')||(e.matches('[tabindex]')&&e.querySelector('data'));tip.textContent=n?key(n)+(n.title?' – '+n.title:''):'';
tip.classList.toggle('on',!!n);if(n){const r=n.getBoundingClientRect();tip.style.insetInlineStart=Math.max(4,Math.min(r.left,innerWidth-tip.offsetWidth-8))+'px';tip.style.insetBlockStart=(r.bottom+tip.offsetHeight+8>innerHeight?r.top-tip.offsetHeight-4:r.bottom+4)+'px'}};
all('.xmap-beside tbody tr').forEach(r=>{if(about(r))r.tabIndex=0});
for(const t of['pointerover','focusin'])on(t,e=>{if(e.target.closest){offer(e);light(e.target);tell(e.target)}});
on('keydown',e=>{if(e.key=='Escape')tip.classList.remove('on')});

// Filter: what speaks of another profile alone is left out, on screen only.
const pick=d.querySelector('.pick');
if(pick){pick.hidden=false;const who=k=>(/profile=(\w+)$/.exec(k)||/^profiles\/(p\d+)\//.exec(k)||[])[1]||'',
of=e=>{const s=new Set(all('[data-key],[data-cell]',e).map(n=>who(n.dataset.column||key(n))));return s.size==1?[...s][0]:''},
parts=[];
for(const e of all('tbody tr,.xmap-small>figure,.card')){const p=e.dataset.profile||(e.matches('figure')?who(e.querySelector('[data-column]')?.dataset.column||''):of(e));if(p)parts.push([e,p])}
for(const t of all('.table table')){const columns=all('col',t);columns.forEach((c,i)=>{const cells=[...t.rows].map(r=>r.cells.length==columns.length?r.cells[i]:0).filter(Boolean),s=new Set(cells.map(of).filter(Boolean));
if(i&&s.size==1&&new Set(cells.map(of)).size<3)for(const e of[c,...cells])parts.push([e,[...s][0]])})}
pick.querySelector('select').onchange=e=>{const p=e.target.value;parts.forEach(([x,y])=>x.classList.toggle('gone',!!p&&y!=p))}}
})();
