(()=>{"use strict";
const say=document.documentElement.dataset.sort||"{column}";
const key=cell=>{const own=cell.dataset.sort;return own!==undefined?Number(own):cell.textContent.trim()};
document.querySelectorAll("table.rows").forEach(table=>{
  const body=table.tBodies[0],heads=[...table.tHead.rows[0].cells];
  if(body.rows.length<3)return;
  heads.forEach((head,at)=>{
    const label=head.textContent.trim();if(!label)return;
    const button=document.createElement("button");button.type="button";button.textContent=label;button.title=say.replace("{column}",label);
    head.replaceChildren(button);
    button.addEventListener("click",()=>{
      const up=head.getAttribute("aria-sort")==="descending";
      heads.forEach(other=>other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort",up?"ascending":"descending");
      const order=new Intl.Collator(document.documentElement.lang,{numeric:true});
      const rows=[...body.rows].filter(row=>!row.classList.contains("total")),total=[...body.rows].filter(row=>row.classList.contains("total"));
      rows.sort((a,b)=>{const x=key(a.cells[at]),y=key(b.cells[at]);
        const c=typeof x==="number"&&typeof y==="number"?x-y:typeof x==="number"?1:typeof y==="number"?-1:order.compare(x,y);return up?c:-c});
      body.append(...rows,...total);
    });
  });
});
const links=new Map([...document.querySelectorAll("nav a")].map(a=>[a.hash.slice(1),a]));
if("IntersectionObserver"in window&&links.size){
  const sections=[...document.querySelectorAll("main>section")],visible=new Set();
  const watch=new IntersectionObserver(seen=>{
    seen.forEach(entry=>entry.isIntersecting?visible.add(entry.target):visible.delete(entry.target));
    const first=sections.find(section=>visible.has(section));if(!first)return;
    links.forEach((link,id)=>id===first.id?link.setAttribute("aria-current","true"):link.removeAttribute("aria-current"));
  },{rootMargin:"0px 0px -70% 0px"});
  sections.forEach(section=>watch.observe(section));
}
})();
